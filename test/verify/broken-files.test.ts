import { expect, test } from 'vitest'
import {
  added,
  all,
  expecting,
  PFX,
  receipt,
  root,
  testBrokenSticks,
  verifyBroken,
} from '../support/broken-sticks.ts'
import { PASSWORD } from '../support/media.ts'
import { makeClient } from '../support/roots.ts'

const joe = makeClient(root, { userPrincipalName: 'joe@yourdomain.com' })
const PKCS8 = { type: 'pkcs8', format: 'pem' } as const
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
/** As https://www.ventoy.net/en/plugin_autoinstall.html has it. */
const VENTOY = '{ "auto_install": [{ "image": "/win11.iso", "template": "/ventoy/unattend.xml" }] }'
const RUFUS = '; Created by Rufus 4.15\n; https://rufus.ie\n\n[autorun]\nicon = autorun.ico\nlabel = WIN\n'

testBrokenSticks([
  ['a second answer file at the root', added('unattend.xml'), ['rival-answer-file']],
  ['one in sources', added('sources/Unattend.xml'), ['rival-answer-file']],
  ['one that is copied to Panther', added('sources/$OEM$/$$/Panther/unattend.xml'), ['rival-answer-file']],
  [
    'one in the folder Unattend there',
    added('sources/$OEM$/$$/Panther/Unattend/autounattend.xml'),
    ['rival-answer-file'],
  ],
  [
    'one that is copied to Panther from the root',
    added('$OEM$/$$/Panther/unattend.xml'),
    ['rival-answer-file'],
  ],
  [
    'one in the folder Unattend there',
    added('$oem$/$$/panther/UNATTEND/unattend.xml'),
    ['rival-answer-file'],
  ],
  [
    'one that is copied to Panther by way of the system drive',
    added('sources/$OEM$/$1/Windows/Panther/unattend.xml'),
    ['rival-answer-file'],
  ],
  [
    'one that is copied to Panther by way of drive C',
    added('$OEM$/C/Windows/Panther/Unattend/autounattend.xml'),
    ['rival-answer-file'],
  ],
  [
    'one in the sources of a stick for 32 and 64 bits',
    added('x64/sources/autounattend.xml'),
    ['rival-answer-file'],
  ],
  ['one that differs in case', added('AutoUnattend.xml'), ['rival-answer-file', 'name-twice']],
  ['the answer file of Ventoy’s choice', added('ventoy/ventoy.json', VENTOY), ['rival-possible']],
  ['the mark of Rufus', added('autorun.inf', RUFUS), ['rival-possible']],
  ['the mark of Rufus in UTF-16', added('AUTORUN.INF', utf16(RUFUS)), ['rival-possible']],
  ['a provisioning package', added('Contoso.ppkg'), ['rival-possible']],
  ['the CA’s key', added('ca/private.pem', root.privateKey.export(PKCS8)), ['ca-key-on-stick']],
  [
    'the CA’s key as Windows PowerShell writes it into a file',
    added('ca/private.pem', utf16(root.privateKey.export(PKCS8).toString())),
    ['ca-key-on-stick'],
  ],
  [
    'the CA’s key, encrypted',
    added('rootCA.key', root.privateKey.export({ ...PKCS8, cipher: 'aes-256-cbc', passphrase: 'x' })),
    ['ca-key-on-stick'],
  ],
  [
    'the CA’s key in DER',
    added('Certs/r.bin', root.privateKey.export({ type: 'pkcs1', format: 'der' })),
    ['ca-key-on-stick'],
  ],
  [
    'some other private key',
    added('id_ec', joe.privateKey.export({ type: 'sec1', format: 'pem' })),
    ['private-key-on-stick'],
  ],
  ['another user’s PFX', added('Certs/joe-cba.pfx'), ['other-pfx']],
  ['another user’s PFX in some folder', added('old/JOE.P12'), ['other-pfx']],
  ['the password in a note', added('readme.txt', `pw: ${PASSWORD.reveal()}\r\n`), ['password-on-stick']],
  [
    'the password in a note of Notepad’s',
    added('readme.txt', utf16(`pw: ${PASSWORD.reveal()}\r\n`)),
    ['password-on-stick'],
  ],
  [
    'the same at an odd address',
    added('readme.txt', Buffer.concat([Buffer.of(0), utf16(`pw: ${PASSWORD.reveal()}\r\n`)]).subarray(1)),
    ['password-on-stick'],
  ],
  [
    'an old answer file under another name',
    added('old.xml', '<Path>certutil -importpfx -p x y</Path>'),
    ['stray-command'],
  ],
  [
    'a line of certutil alone that ends in an import',
    added('old.txt', `${'certutil '.repeat(100_000)}-importpfx`),
    ['stray-command'],
  ],
  ['the CA’s certificate inventory', added('ca/inventory.db'), ['inventory-on-stick']],
  ['the journal that a killed process left', added('ca/inventory.db-journal'), ['inventory-on-stick']],
  [
    'a file that the receipt has otherwise',
    expecting({ receipt: { ...receipt, files: { ...receipt.files, [PFX]: '00' } } }),
    ['file-changed'],
  ],
  [
    'a file that only the receipt has',
    expecting({ receipt: { ...receipt, files: { ...receipt.files, 'Certs/more.cer': '00' } } }),
    ['file-missing'],
  ],
  [
    'a file that the receipt does not have',
    all(added('more.txt'), expecting({ receipt, alone: true })),
    ['file-unknown'],
  ],
  [
    'a receipt of another user',
    expecting({ receipt: { ...receipt, userPrincipalName: 'joe@yourdomain.com' } }),
    ['upn-differs'],
  ],
  ['a name that FAT cannot hold', added('a:b'), ['name-illegal']],
  ['two names that are one on FAT', added('CERTS/ROOTCA.CER'), ['name-twice']],
])

test('neither Ventoy without auto_install nor a package in a folder is a rival', async () => {
  const { findings } = await verifyBroken(
    all(
      added('ventoy/ventoy.json', '{ "control": [] }'),
      added('autorun.inf', '[autorun]\r\nicon=setup.exe,0\r\n'),
      added('backup/Contoso.ppkg'),
    ),
  )
  expect(findings).toEqual([])
})

test('what may win is a warning, and a note where it only may be there', async () => {
  const severities = async (path: string, content: string) =>
    (await verifyBroken(added(path, content))).findings.map(({ severity }) => severity)
  expect(await severities('ventoy/ventoy.json', VENTOY)).toEqual(['warning'])
  expect(await severities('Contoso.ppkg', 'x')).toEqual(['warning'])
  expect(await severities('autorun.inf', RUFUS)).toEqual(['note'])
})
