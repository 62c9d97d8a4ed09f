import { IMPORT_DESCRIPTION } from '../../src/answer-file/commands.ts'
import {
  ANSWER_FILE,
  added,
  all,
  edited,
  expecting,
  PFX,
  ROOT,
  receipt,
  removed,
  testBrokenSticks,
} from '../support/broken-sticks.ts'
import { PASSWORD } from '../support/media.ts'

const COMMAND = /<RunSynchronousCommand[\s\S]*?<\/RunSynchronousCommand>/

testBrokenSticks([
  ['no answer file', removed(ANSWER_FILE), ['answer-file-missing']],
  ['no root certificate', removed(ROOT), ['root-missing']],
  ['no PFX', removed(PFX), ['pfx-missing']],
  ['a malformed answer file', edited((xml) => xml.replace('</unattend>', '')), ['not-well-formed']],
  ['another document for an answer file', added(ANSWER_FILE, '<html/>'), ['not-an-answer-file']],
  ['a finding of template check', edited((xml) => xml.replace('"oobeSystem"', '"oobe"')), ['unknown-pass']],
  [
    'no windowsPE pass',
    edited((xml) => xml.replace(/<settings pass="windowsPE">[\s\S]*?<\/settings>/, '')),
    ['no-windows-pe'],
  ],
  ['no command for one architecture', edited((xml) => xml.replace(COMMAND, '')), ['command-missing']],
  [
    'the command twice',
    edited((xml) => xml.replace(COMMAND, (c) => c + c.replace('<Order>1<', '<Order>2<'))),
    ['command-twice'],
  ],
  [
    'an edited command',
    edited((xml) => xml.replaceAll('certutil -addstore Root', 'certutil -addstore CA')),
    ['command-edited'],
  ],
  [
    'a command in the wrong pass',
    edited((xml) => xml.replace('"specialize"', '"auditUser"')),
    ['command-missing'],
  ],
  [
    'a command over its limit',
    edited((xml) => xml.replaceAll(PASSWORD.reveal(), 'p'.repeat(99))),
    ['command-too-long', 'pfx-password'],
  ],
  [
    'two commands with one Order',
    edited((xml) =>
      xml.replace(
        COMMAND,
        (c) => c + c.replace(IMPORT_DESCRIPTION, 'other').replace(/<Path>.*<\/Path>/, '<Path>ver</Path>'),
      ),
    ),
    ['order-twice'],
  ],
  [
    'a command that names another file',
    edited((xml) => xml.replaceAll('jane-cba', 'jill-cba')),
    ['pfx-missing', 'other-pfx'],
  ],
  [
    'a command with another password',
    edited((xml) => xml.replaceAll(PASSWORD.reveal(), 'Correct-Horse-8')),
    ['pfx-password'],
  ],
  [
    'another computer name than the receipt’s',
    all(
      edited((xml) => xml.replaceAll('LAPTOP-01', 'LAPTOP-02')),
      expecting({ receipt }),
    ),
    ['computer-name-differs', 'file-changed'],
  ],
  [
    'no computer name, where the receipt has one',
    all(
      edited((xml) => xml.replaceAll(/<ComputerName>.*<\/ComputerName>/g, '')),
      expecting({ receipt }),
    ),
    ['computer-name-differs', 'file-changed'],
  ],
  [
    'another computer name for devices that ignore the file',
    all(
      edited((xml) =>
        xml.replace(
          '<settings pass="specialize">',
          '$&<component name="Microsoft-Windows-Shell-Setup" processorArchitecture="x86" publicKeyToken="31bf3856ad364e35" language="neutral"><ComputerName>OLD</ComputerName></component>',
        ),
      ),
      expecting({ receipt }),
    ),
    ['left-over-architecture', 'file-changed'],
  ],
])
