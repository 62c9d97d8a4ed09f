// install.ps1 run by the real engine while one thing fails: what is imported, logged, entered into RunOnce and left staged.
import { X509Certificate } from 'node:crypto'
import { beforeAll, expect } from 'vitest'
import { hasTool } from '../../support/tools.ts'
import { testInPowerShell } from './engine.ts'
import { type Life, live, type Phase, type Told } from './lives.ts'
import { COPIES, right, setup, wholeStick, withoutMachine } from './sticks.ts'

const made = wholeStick()
const strict = wholeStick({ strictImport: true })

/** What is run, and what is expected of its last phase: every life in one process. */
const SINGLE_FAILURES: Readonly<
  Record<string, { phases: Phase[]; told: Partial<Record<keyof Told, unknown>> }>
> = {
  'the root is not taken: the rest is not done': {
    phases: [{ failing: ['certutil.exe -addstore'] }],
    told: {
      code: 0,
      log: ['steps: root machine user', 'failed: root certificate: certutil.exe ended with 0x00000005'],
      store: [],
      staged: [],
    },
  },
  'the hive cannot be loaded: nothing stays staged': {
    phases: [{ failing: ['reg.exe load'] }],
    told: {
      staged: [],
      log: expect.arrayContaining(['failed: hive of the default user loaded: reg.exe ended with 0x00000005']),
    },
  },
  'RunOnce cannot be written: the hive is unloaded, nothing stays staged': {
    phases: [{ failing: ['reg.exe add'] }],
    told: {
      staged: [],
      log: expect.arrayContaining([
        'hive of the default user unloaded: done',
        'failed: entry in RunOnce: reg.exe ended with 0x00000005',
      ]),
    },
  },
  'the hive cannot be unloaded: it is said, and only the folder stays, which RunOnce of new users names': {
    phases: [{ failing: ['reg.exe unload'] }],
    told: {
      staged: [],
      folderStays: true,
      log: expect.arrayContaining([
        'failed: hive of the default user unloaded: reg.exe ended with 0x00000005',
      ]),
    },
  },
  ...Object.fromEntries(
    ['New-Item', 'Get-Acl', 'Set-Acl'].map((cmdlet) => [
      `${cmdlet} fails: no secret is staged`,
      {
        phases: [{ failing: [cmdlet] }],
        told: { staged: [], log: expect.arrayContaining(['failed: failed as told']) },
      },
    ]),
  ),
  'nobody is known: a clock starts': {
    phases: [setup, { user: null }],
    told: {
      staged: COPIES,
      store: [],
      log: [
        'the certificate is for another user: nothing was imported',
        'task that deletes the copies: done',
        expect.stringMatching(/will be deleted at \S+, in 72 hours, unless /),
      ],
    },
  },
  'no task can be made: the next sign-in tries again': {
    phases: [setup, { user: 'jill@contoso.com', failing: ['schtasks.exe /create'] }],
    told: {
      staged: COPIES,
      log: [
        'the certificate is for another user: nothing was imported',
        'entry in RunOnce: done',
        'failed: task that deletes the copies: schtasks.exe ended with 0x00000005',
      ],
    },
  },
  'the file of the task cannot be written: the next sign-in tries again': {
    phases: [setup, { user: 'jill@contoso.com', failing: ['Set-Content'] }],
    told: {
      staged: COPIES,
      log: expect.arrayContaining(['entry in RunOnce: done', 'failed: failed as told']),
    },
  },
  'a policy limits PowerShell: it is said, and the next sign-in tries again': {
    phases: [setup, { ...right, languageMode: 'ConstrainedLanguage' }],
    told: {
      store: [],
      staged: COPIES,
      log: [
        'entry in RunOnce: done',
        'failed: a policy of this device limits PowerShell to ConstrainedLanguage, which cannot import',
      ],
    },
  },
  'a policy limits PowerShell for another user: the clock starts all the same': {
    phases: [setup, { user: 'jill@contoso.com', languageMode: 'ConstrainedLanguage' }],
    told: { staged: COPIES, log: expect.arrayContaining(['task that deletes the copies: done']) },
  },
  ...Object.fromEntries(
    COPIES.map((held) => [
      `${held} is held: it is imported once, and deleted at the next sign-in`,
      {
        phases: [setup, { ...right, held }, { ...right, switches: ['Delete'] }],
        told: { staged: [], folderStays: true, store: [], log: expect.arrayContaining(['copies deleted']) },
      },
    ]),
  ),
}

const failures = Object.entries(SINGLE_FAILURES)

/** The damaged sticks, and what the log of Setup says of each. */
const DAMAGED: readonly (readonly [
  name: string,
  change: (files: Map<string, Uint8Array>) => unknown,
  log: RegExp,
])[] = [
  [
    'the password is missing',
    (files) => files.delete(`Certs/${COPIES[1]}`),
    /^failed: .*(Could not find|cannot find)/,
  ],
  [
    'the password is another',
    (files) => files.set(`Certs/${COPIES[1]}`, Buffer.from('x')),
    /^failed: .*password/i,
  ],
  ['the PFX is missing', (files) => files.delete(`Certs/${COPIES[2]}`), /^failed: /],
  ['the PFX is damaged', (files) => files.set(`Certs/${COPIES[2]}`, Buffer.from('x')), /^failed: /],
]

let told: Told[][] = []
let damaged: Told[][] = []
let unedited: Told[] = []
beforeAll(() => {
  if (!hasTool('pwsh')) return
  const files = withoutMachine(made.files)
  const ofFailures = failures.map(([, { phases }]): Life => ({ files, phases }))
  const ofDamaged = DAMAGED.map(([, change]): Life => {
    const changed = withoutMachine(strict.files)
    change(changed)
    return { files: changed, phases: [setup] }
  })
  const all = live([...ofFailures, ...ofDamaged, { files: made.files, phases: [setup] }])
  told = all.slice(0, failures.length)
  damaged = all.slice(failures.length, -1)
  unedited = all.at(-1) ?? []
}, 300_000)

testInPowerShell.each(failures.map(([name], i) => [name, i] as const))('%s', (_, i) => {
  const last = told[i]?.at(-1)
  expect(last).toMatchObject(failures[i]?.[1].told ?? {})
})

testInPowerShell.each(DAMAGED.map(([name], i) => [name, i] as const))(
  '%s: the log says so, and a strict Setup ends',
  (_, i) => {
    const [first] = damaged[i] ?? []
    expect(first).toMatchObject({ code: 3, store: [], staged: [], output: [] })
    expect(first?.log.at(-1)).toMatch(DAMAGED[i]?.[2] ?? /never/)
  },
)

testInPowerShell(
  'where the machine’s store cannot be written, the log says so, and nothing is staged',
  () => {
    expect(unedited[0]).toMatchObject({ code: 0, store: [], staged: [] })
    expect(unedited[0]?.log.at(-1)).toMatch(/^failed: .*LocalMachine/)
  },
)

testInPowerShell('what is imported before a deletion fails is the user’s certificate, once', () => {
  const thumbprint = new X509Certificate(made.certificate).fingerprint.replaceAll(':', '')
  for (const [i, [, { phases }]] of failures.entries()) {
    if (phases[1]?.held === undefined) continue
    expect(told[i]?.map(({ store }) => store.map((one) => one.thumbprint))).toEqual([
      [thumbprint],
      [thumbprint],
      [],
    ])
    expect(told[i]?.[1]?.log).toEqual(
      expect.arrayContaining(['entry in RunOnce: done', expect.stringMatching(/^failed: another program/)]),
    )
  }
})
