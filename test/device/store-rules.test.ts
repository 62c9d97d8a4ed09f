// The rules of secrets, stores, browsers, PFX files and names, each broken on a stick that was whole.
import { describe, expect } from 'vitest'
import { byScript, ended, first, inline, nothing, PANTHER_COPIES, STAGED, testRules } from './broken.ts'

describe('windows.md §3: secrets', () => {
  testRules([
    [
      'Panther keeps an inline password',
      { input: { ...inline, store: 'machine' } },
      { user: 'none', offered: [], secrets: PANTHER_COPIES },
    ],
    [
      'unless the script takes it out',
      { script: first(/'user blank'/, "'user'") },
      { secrets: PANTHER_COPIES },
    ],
    [
      'the staged files go once the user has them',
      { script: first(/\{ Remove-Item -LiteralPath \$file \}/, '{ }') },
      { secrets: STAGED },
    ],
    [
      'nobody may replace the staged script',
      { script: first(/FRSD/, 'FRFWSD') },
      { planted: true, user: 'none', offered: [], secrets: STAGED },
    ],
    ['nor add one', { script: first(/FRFX/, 'FRFWFX') }, { planted: true }],
    ['a folder’s access is its own', { script: first(/D:P\(/, 'D:(') }, { planted: true }],
    ['the user may take the staged files away', { script: first(/FRSD/, 'FR') }, { secrets: STAGED }],
  ])
})

describe('windows.md §4: which store, and who sees it', () => {
  testRules([
    [
      'a browser does not look into the machine’s store',
      { input: { ...byScript, store: 'machine' } },
      { user: 'none', offered: [] },
    ],
    [
      'CurrentUser in specialize is SYSTEM’s own store',
      { input: byScript, script: first(/'LocalMachine' 'MachineKeySet'/, "'CurrentUser' 'UserKeySet'") },
      { machine: 'none' },
    ],
    [
      'a key that is not asked to persist is gone',
      { input: { ...byScript, store: 'user' }, script: first(/PersistKeySet, /, '') },
      { machine: 'none', offered: [] },
    ],
    [
      'without NoExport a key can be exported',
      { input: { ...inline, exportable: true } },
      { machine: 'exportable', user: 'exportable' },
    ],
    [
      'RunOnce runs for everybody, so the script asks who it is',
      { script: first(/\$user -ne \$UserPrincipalName/, "$user -eq 'nobody'") },
      { strangers: 1, user: 'none', offered: [] },
    ],
    [
      'a line of RunOnce has at most 260 characters',
      { script: first(/ -WindowStyle Hidden/, ` -WindowStyle Hidden${' '.repeat(199)}`) },
      { user: 'none', offered: [], secrets: STAGED },
    ],
    [
      'a hive that stays loaded leaves no profile to be made',
      { script: first(/'unload'/, "'load'") },
      { ended: expect.stringMatching(/profile/), user: 'none', offered: [] },
    ],
    [
      'RunOnce of SYSTEM is nobody’s',
      { script: first(/Add-RunOnce 'HKU\\certstick'/, "Add-RunOnce 'HKCU'") },
      { user: 'none', offered: [], secrets: STAGED },
    ],
    [
      'a step that fails unloads the hive, and leaves nothing staged',
      { script: first(/'REG_SZ'/, "'REG_NONE'") },
      { user: 'none', offered: [] },
    ],
    [
      'clientAuth is among the usages',
      { pfx: { extensions: ['extendedKeyUsage=serverAuth'] } },
      { offered: [] },
    ],
    ['the key may sign', { pfx: { extensions: ['keyUsage=keyEncipherment'] } }, { offered: [] }],
    ['the certificate is in date', { device: { now: new Date('2040-01-01') } }, { offered: [] }],
    ['and not before it', { device: { now: new Date('2020-01-01') } }, { offered: [] }],
    ['the private key is there', { pfx: { packing: ['-nokeys'] } }, { offered: [] }],
  ])
})

describe('windows.md §5 to §7: PFX and names', () => {
  testRules([
    [
      'older Windows takes a modern PFX for a wrong password',
      { input: byScript, device: { isOld: true } },
      { ...nothing, rootTrusted: true },
    ],
    ['newer Windows reads it', { input: byScript }, {}],
    [
      'older Windows reads a legacy one',
      { input: { ...byScript, pfx: 'legacy' }, device: { isOld: true } },
      {},
    ],
    [
      'more than 600,000 iterations are refused',
      { input: byScript, pfx: { packing: ['-iter', '600001'] } },
      { ...nothing, rootTrusted: true },
    ],
    [
      'the password is the PFX’s',
      { answerFile: (xml) => xml.replaceAll('Zebra7 striped', 'Zebra7 spotted') },
      { machine: 'none' },
    ],
    [
      'the name in the certificate is the user’s',
      { pfx: { extensions: ['extendedKeyUsage=clientAuth'] } },
      { offered: [null] },
    ],
    [
      'a computer’s name has at most 15 characters',
      { answerFile: (xml) => xml.replaceAll('LAPTOP-01', 'LAPTOP-0123456789') },
      ended(/computer/),
    ],
  ])
})
