// The scripts of `certstick completion`, in a real bash; a proof has them in a real PowerShell.
import { describe, expect, test } from 'vitest'
import { emptyFolder, runCommand } from '../../support/cli.ts'
import { run, testWith } from '../../support/tools.ts'

const cwd = emptyFolder()
const script = async (shell: string) => (await runCommand(['completion', shell], { cwd })).stdout

/** What bash offers after these words, of which the last is being typed. */
async function inBash(...words: readonly string[]): Promise<string[]> {
  const bash = await script('bash')
  const asked = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _certstick; printf '%s\\n' "\${COMPREPLY[@]}"`
  // Without the user's own settings, which bash may read where it takes its input for a network connection.
  const args = ['--norc', '-uc', `${bash}\n${asked}`, 'bash', 'certstick', ...words]
  const { status, stdout, stderr } = run('bash', args)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout.split('\n').filter((line) => line !== '')
}

describe('in bash', () => {
  testWith('bash')('commands are completed, also those within another', async () => {
    expect(await inBash('re')).toEqual(['rehearse', 'revoke', 'regenerate'])
    expect(await inBash('ca', 'ex')).toEqual(['export-index'])
    expect(await inBash('crl', '')).toEqual(['check', 'help'])
    expect(await inBash('--profile', 'contoso', 'templ')).toEqual(['template'])
  })

  testWith('bash')('options are those of the command', async () => {
    expect(await inBash('new', 'jane@a.com', '--st')).toEqual(['--store', '--strict-import', '--stick'])
    expect(await inBash('ca', 'create', '--na')).toEqual(['--name'])
    expect(await inBash('wipe', '--st')).toEqual([])
  })

  testWith('bash')(
    'values of an option are completed where there are only a few, and files elsewhere',
    async () => {
      expect(await inBash('new', '--store', '')).toEqual(['machine', 'user', 'both'])
      expect(await inBash('export', 'LAPTOP-01', '--to', 'm')).toEqual(['macos'])
      expect(await inBash('bulk', '--template', 'min')).toEqual(['minimal'])
      expect(await inBash('bulk', 'use')).toEqual([])
      expect(await script('bash')).toMatch(/^complete -o default -F _certstick certstick$/m)
    },
  )

  testWith('bash')('every command and every option of --help is there', async () => {
    const { stdout: help } = await runCommand(['--help'], { cwd })
    const commands = [...help.matchAll(/^ {2}([a-z]+)(?= )/gm)].map(([, name]) => name ?? '')
    expect(commands.length).toBeGreaterThan(12)
    const offered = await inBash('')
    expect(commands.filter((name) => name !== 'certstick' && !offered.includes(name))).toEqual([])
    for (const name of commands.filter((one) => one !== 'certstick' && one !== 'help')) {
      const { stdout } = await runCommand([name, '--help'], { cwd })
      const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option]) => option ?? '')
      const known = await inBash(name, '-')
      expect({ name, lacking: options.filter((option) => !known.includes(option)) }).toEqual({
        name,
        lacking: [],
      })
    }
  })
})

test('the script for PowerShell is ASCII, because a pipe of Windows PowerShell may lose other characters', async () => {
  expect(await script('powershell')).toMatch(/^[\t\r\n\x20-\x7e]+$/)
})

test('another shell is refused', async () => {
  const { status, stderr } = await runCommand(['completion', 'fish'], { cwd })
  expect({ status, stderr }).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('bash or powershell'),
  })
})
