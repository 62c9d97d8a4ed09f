// The rules of Setup that a stick depends on, each broken on a stick that was whole: the device has to notice.
import { describe } from 'vitest'
import { importCommand } from '../../src/answer-file/commands.ts'
import { Secret } from '../../src/secret.ts'
import {
  byScript,
  ended,
  first,
  inline,
  nothing,
  PANTHER_COPIES,
  STAGED,
  stickFor,
  testRules,
} from './broken.ts'

describe('unbroken', () => {
  testRules([
    ['an inline stick has all of its facts', {}, {}],
    ['a stick with a script has them too', { input: byScript }, {}],
    ['a PFX of openssl’s making serves as well', { pfx: {} }, {}],
  ])
})

const pathsTo = (path: string) => (xml: string) =>
  xml.replaceAll(/<Path>[^<]*<\/Path>/g, `<Path>${path}</Path>`)
const unnamed = { ...nothing, computerName: null }

describe('windows.md §1: where a command may stand', () => {
  testRules([
    [
      'in oobeSystem it never runs',
      { answerFile: first(/"specialize"/, '"oobeSystem"') },
      { ...unnamed, secrets: PANTHER_COPIES },
    ],
    [
      'nothing in an unknown pass runs',
      { answerFile: first(/"specialize"/, '"specialise"') },
      { ...unnamed, secrets: PANTHER_COPIES },
    ],
    [
      'another component runs no commands',
      {
        answerFile: (xml) =>
          xml.replaceAll('Microsoft-Windows-Deployment', 'Microsoft-Windows-Security-SPP-UX'),
      },
      { ...nothing, secrets: PANTHER_COPIES },
    ],
    [
      'a component may be there once for an architecture',
      {
        answerFile: (xml) =>
          xml.replace(/<component name="Microsoft-Windows-Dep[\s\S]*?<\/component>/, '$&$&'),
      },
      ended(/twice/),
    ],
    [
      'each architecture needs its own command',
      {
        input: { ...inline, architecture: 'amd64,arm64' },
        answerFile: first(
          /<component name="Microsoft-Windows-Deployment" processorArchitecture="arm64"[\s\S]*?<\/component>/,
          '',
        ),
        device: { architecture: 'arm64' },
      },
      { ...nothing, secrets: PANTHER_COPIES },
    ],
    ['a stick for amd64 does nothing on ARM64', { device: { architecture: 'arm64' } }, unnamed],
    [
      'a stick for ARM64 does all of it there',
      { input: { ...inline, architecture: 'arm64' }, device: { architecture: 'arm64' } },
      {},
    ],
    [
      'a component is one of Windows',
      { answerFile: first(/31bf3856ad364e35(?=[^>]*>\s*<RunSync)/, '0') },
      ended(/exist/),
    ],
    [
      'a setting is there once',
      { answerFile: first(/<ComputerName>.*?<\/ComputerName>/, '$&$&') },
      ended(/once/),
    ],
    ['a computer has a name that it can have', { answerFile: first(/LAPTOP-01/, '-PC') }, ended(/called/)],
    [
      'a product key is one',
      { answerFile: first(/<WillShowUI>/, '<Key>VK7JG-NPHTM-C97JM-9MPGT-3V6</Key><WillShowUI>') },
      ended(/product key/),
    ],
    [
      'an obscured password can be decoded',
      {
        answerFile: first(
          /<OOBE>/,
          '<AutoLogon><Password><Value>abc</Value><PlainText>false</PlainText></Password></AutoLogon><OOBE>',
        ),
      },
      // Setup ends after specialize, where the certificate has come in; the device is of no use all the same.
      { ...ended(/decoded/), rootTrusted: true, machine: 'locked' },
    ],
    [
      'a Path has at most 259 characters',
      { answerFile: first(/NoExport;break}}"<\/Path>/, `NoExport;break}}"${' '.repeat(99)}</Path>`) },
      ended(/Path/),
    ],
    [
      'a Path of RunAsynchronous too',
      {
        answerFile: first(
          /<RunSynchronous>/,
          `<RunAsynchronous><RunAsynchronousCommand><Order>1</Order><Path>${'x'.repeat(260)}</Path></RunAsynchronousCommand></RunAsynchronous><RunSynchronous>`,
        ),
      },
      ended(/Path/),
    ],
    ['a Path is not empty', { answerFile: pathsTo('') }, ended(/Path/)],
    ['an Order is there once', { answerFile: first(/<Order>2/, '<Order>1') }, ended(/Order/)],
    ['an Order is at most 500', { answerFile: first(/<Order>2/, '<Order>501') }, ended(/Order/)],
    ['an Order is there', { answerFile: first(/<Order>2<\/Order>/, '') }, ended(/Order/)],
    [
      'Setup expands variables in a Path',
      {
        input: { ...byScript, password: new Secret('%PATH%Zebra7') },
        answerFile: pathsTo(commandWith('%PATH%Zebra7')),
      },
      { ...nothing, rootTrusted: true, secrets: PANTHER_COPIES },
    ],
    [
      'a failing script does not stop Setup',
      { input: byScript, files: { 'Certs/jane-cba.pfx': 'damaged' } },
      { ...nothing, rootTrusted: true },
    ],
    [
      'unless Setup was asked to go by its exit code',
      { input: { ...byScript, strictImport: true }, files: { 'Certs/jane-cba.pfx': 'damaged' } },
      { ...ended(/exit code 3/), rootTrusted: true },
    ],
    [
      'which tells a stick without the script too',
      { input: { ...byScript, strictImport: true }, files: { 'Certs/install.ps1': null } },
      ended(/exit code 3/),
    ],
    [
      'the exit code means nothing without WillReboot',
      {
        input: { ...byScript, strictImport: true },
        answerFile: (xml) => xml.replaceAll(/<WillReboot>OnRequest<\/WillReboot>/g, ''),
        files: { 'Certs/jane-cba.pfx': 'damaged' },
      },
      { ...nothing, rootTrusted: true },
    ],
  ])
})

function commandWith(password: string): string {
  const command = {
    password: new Secret(password),
    pfxFileName: 'jane-cba.pfx',
    exportable: false,
  }
  return importCommand(command)
}

const stick = (letter: string, files: Record<string, string> = {}) => ({
  letter,
  files: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
})
const rival =
  '<unattend xmlns="urn:schemas-microsoft-com:unattend"><settings pass="windowsPE"><component processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral"><A/></component></settings></unattend>'
const medium = (input = inline) => ({ letter: 'E', files: stickFor(input) })
const jills = { 'Certs/jill-cba.pfx': 'jill', 'Certs/rootCA.cer': 'jill', 'Certs/install.ps1': 'exit 0' }

describe('windows.md §2: which answer file, and which volume', () => {
  testRules([
    ['an answer file is well-formed', { answerFile: first(/<\/unattend>/, '') }, ended(/parsed/)],
    [
      'without windowsPE it is not carried on',
      { answerFile: first(/<settings pass="windowsPE">[\s\S]*?<\/settings>/, '') },
      unnamed,
    ],
    ['one in Panther comes first', { files: { 'sources/$OEM$/$$/Panther/unattend.xml': rival } }, unnamed],
    [
      'so does one on a stick before it',
      { device: { sticks: [stick('D', { 'Unattend.XML': rival }), medium()] } },
      unnamed,
    ],
    [
      'UseConfigurationSet leaves the whole stick on the disk',
      { answerFile: first(/<UserData>/, '<UseConfigurationSet>true</UseConfigurationSet><UserData>') },
      { secrets: ['autounattend.xml', ...STAGED] },
    ],
    ['the stick stays plugged in', { device: { pulledOut: true } }, { ...nothing, secrets: PANTHER_COPIES }],
    [
      'an inline command takes the stick that has its PFX, not another user’s',
      { device: { sticks: [stick('D', jills), medium()] } },
      {},
    ],
    ['so does the script’s', { device: { sticks: [stick('D', jills), medium(byScript)] } }, {}],
    [
      'so does the root’s alone',
      { device: { sticks: [stick('D', jills), medium({ ...inline, store: 'user' })] } },
      { machine: 'none' },
    ],
  ])
})
