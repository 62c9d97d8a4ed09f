import { added, all, expecting, PFX, receipt, root, testBrokenSticks } from '../support/broken-sticks.ts'
import { PASSWORD } from '../support/media.ts'
import { makeClient } from '../support/roots.ts'

const joe = makeClient(root, { userPrincipalName: 'joe@yourdomain.com' })
const PKCS8 = { type: 'pkcs8', format: 'pem' } as const
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')

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
  ['one that differs in case', added('AutoUnattend.xml'), ['rival-answer-file', 'name-twice']],
  ['the CA’s key', added('ca/private.pem', root.privateKey.export(PKCS8)), ['ca-key-on-stick']],
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
