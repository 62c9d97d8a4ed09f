// install.ps1 run by the real engine, for every store and import mode, for the right user, another one and nobody; and the
// simulated device of test/device, which has to come to the same.
import { X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { judgeLog } from '../../../src/device-log/judge-log.ts'
import { newDevice } from '../../device/device.ts'
import { unplugAll } from '../../device/files.ts'
import { installWindows } from '../../device/setup.ts'
import { signIn } from '../../device/sign-in.ts'
import { encodingsOf } from '../../support/password-encodings.ts'
import { loadGrammar, type Parse } from '../../support/powershell/syntax.ts'
import { hasTool, testWith } from '../../support/tools.ts'
import { testInPowerShell } from './engine.ts'
import { type Life, live, type Told } from './lives.ts'
import {
  COPIES,
  INLINE_PASSWORD,
  OPTIONS,
  PASSWORD,
  right,
  SCRIPT_ROWS,
  setup,
  stick,
  UPN,
  withoutMachine,
} from './sticks.ts'

const sticks = SCRIPT_ROWS.map((row) => ({ row, made: stick(row) }))
let lives: Told[][] = []
let parse: Parse
beforeAll(async () => {
  if (!hasTool('pwsh')) return
  parse = await loadGrammar()
  lives = live(
    sticks.map(({ row, made: { files } }): Life => {
      const answerFile = files.get('autounattend.xml') ?? new Uint8Array()
      const wide = Buffer.from(`\ufeff${Buffer.from(answerFile)}`, 'utf16le')
      return {
        files: row.steps.includes('machine') ? withoutMachine(files) : files,
        panther: { 'unattend.xml': answerFile, 'unattend-original.xml': wide },
        phases: [setup, { user: 'jill@contoso.com' }, { user: null }, right],
      }
    }),
  )
}, 300_000)

describe.each(SCRIPT_ROWS.map((row, i) => ({ ...row, i })))(
  'for $store, $importMode',
  ({ store, importMode, steps, i }) => {
    testInPowerShell(
      'Setup imports for the machine, stages for the user, and takes the password out of Panther',
      () => {
        const [first] = lives[i] ?? []
        const log = [
          `steps: ${steps.join(' ')}`,
          ...(steps.includes('root') ? ['root certificate: done'] : []),
          ...(steps.includes('machine') ? ['certificate imported into the store of CurrentUser'] : []),
          ...(steps.includes('user')
            ? [
                'copies for the first sign-in: done',
                'hive of the default user loaded: done',
                'entry in RunOnce: done',
                'hive of the default user unloaded: done',
              ]
            : []),
          ...(steps.includes('blank')
            ? ['password removed from unattend.xml', 'password removed from unattend-original.xml']
            : []),
        ]
        expect(first).toMatchObject({ code: 0, output: [], log })
        expect(first?.store.map(({ hasKey }) => hasKey)).toEqual(steps.includes('machine') ? [true] : [])
        expect(first?.staged).toEqual(steps.includes('user') ? COPIES : [])
        if (steps.includes('user')) {
          const line = first?.calls.find(([name, verb]) => name === 'reg.exe' && verb === 'add')?.at(-2)
          const program = '/windows/System32/WindowsPowerShell/v1.0/powershell.exe'
          expect(line?.replaceAll(first?.device ?? '', '')).toBe(`${program} ${OPTIONS} -SignIn`)
          const access = first?.calls.find(([name]) => name === 'Set-Acl')
          expect(access?.[2]).toMatch(/^Access D:P\(A;OICI;FA;;;SY\)/)
        }
        if (importMode === 'inline' && store === 'both') {
          for (const name of ['unattend.xml', 'unattend-original.xml']) {
            const bytes = first?.files.get(`windows/Panther/${name}`) ?? Buffer.alloc(0)
            expect(encodingsOf(INLINE_PASSWORD).filter((one) => bytes.includes(one.bytes))).toEqual([])
          }
        }
      },
    )

    testInPowerShell('another user and nobody get nothing, and start the clock', () => {
      if (!steps.includes('user')) return expect(lives[i]?.[1]?.store).toEqual([])
      for (const phase of (lives[i] ?? []).slice(1, 3)) {
        expect(phase).toMatchObject({ code: 0, store: [], staged: COPIES })
        expect(phase.calls.map(([name]) => name)).toEqual(['whoami.exe', 'schtasks.exe'])
      }
    })

    testInPowerShell('the right user gets the leaf with its key, and the copies are gone', () => {
      if (!steps.includes('user')) return expect(lives[i]?.[3]?.store).toEqual([])
      const last = lives[i]?.[3]
      expect(last).toMatchObject({
        code: 0,
        staged: [],
        log: ['certificate imported into the store of CurrentUser', 'copies deleted'],
      })
      const certificate = new X509Certificate(sticks[i]?.made.certificate ?? '')
      expect(last?.store).toEqual([{ thumbprint: certificate.fingerprint.replaceAll(':', ''), hasKey: true }])
    })

    testInPowerShell('verify --log knows every line, and says of each log what happened', () => {
      const folders = ['windows/Panther', 'users/jill@contoso.com', 'users/local', `users/${right.user}`]
      const judged = folders.map((folder, phase) => {
        const bytes = lives[i]?.[phase]?.files.get(`${folder}/certstick.log`) ?? Buffer.alloc(0)
        // Linux has no store of the machine, so Setup imports into that of the user there.
        return judgeLog(
          phase > 0 ? bytes : Buffer.from(bytes.toString().replace('CurrentUser', 'LocalMachine')),
        )
      })
      const unknown = judged.flatMap(({ events }) => events.filter(({ event }) => event.kind === 'unknown'))
      expect(unknown).toEqual([])
      const [bySetup, ...bySignIns] = judged.map(({ verdict }) => verdict)
      expect(bySetup).toBe(steps.includes('user') ? 'prepared' : 'imported')
      if (steps.includes('user')) expect(bySignIns).toEqual(['not-imported', 'not-imported', 'imported'])
    })

    testInPowerShell('no program, no log and no task gets the password in any encoding', () => {
      const password = importMode === 'inline' ? INLINE_PASSWORD : PASSWORD
      for (const { calls, files } of lives[i] ?? []) {
        const seen = Buffer.from(calls.flat().join('\0'))
        const logs = [...files].filter(
          ([path]) => /\.(?:log|xml)$/.test(path) && !path.includes('Panther/unattend'),
        )
        for (const bytes of [seen, ...logs.map(([, content]) => content)])
          expect(encodingsOf(password).filter((one) => bytes.includes(one.bytes))).toEqual([])
      }
    })

    testWith('pwsh', 'openssl')('the simulated device logs the same, line by line', () => {
      const device = newDevice({ architecture: 'amd64', parse })
      installWindows(device, { sticks: [{ letter: 'D', files: sticks[i]?.made.files ?? new Map() }] })
      unplugAll(device.disks)
      for (const user of ['jill@contoso.com', null, UPN]) signIn(device, user)
      const profile = (user: string) => `c:\\users\\${user}\\appdata\\local\\certstick.log`
      const logs = [
        String.raw`c:\windows\panther\certstick.log`,
        profile('jill'),
        profile('local'),
        profile(UPN.replace(/@.*/, '').toLowerCase()),
      ]
      for (const [j, path] of logs.entries()) {
        const text = Buffer.from(device.disks.files.get(path)?.bytes ?? []).toString()
        const simulated = text
          .split('\r\n')
          .filter((line) => line !== '')
          .map((line) => line.replace(/^\S+ /, ''))
        expect(simulated.map(comparable)).toEqual(hasLog(j, steps) ? lives[i]?.[j]?.log.map(comparable) : [])
      }
    })
  },
)

/** Without a user's part, no sign-in runs anything on a device. */
function hasLog(phase: number, steps: readonly string[]): boolean {
  return phase === 0 || steps.includes('user')
}

/** Without times, and in the paths of neither. */
function comparable(line: string): string {
  return line
    .replace('LocalMachine', 'CurrentUser')
    .replace(/(?:C:)?[\\/]program ?data[\\/]certstick/i, 'STAGE')
    .replace(/at \d\S+, in/, 'at TIME, in')
}
