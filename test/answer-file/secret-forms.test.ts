// The forms in which administrators write secrets into commands and scripts, and what looks like one and is none.
import { expect, test } from 'vitest'
import { secretsIn } from '../../src/answer-file/secret-forms.ts'

const found = (text: string, where: 'command' | 'comment') =>
  secretsIn(text, where).map(({ start, end }) => text.slice(start, end))

test.each([
  [String.raw`net use z: \\srv\share Secret1 /user:corp\svc`],
  [String.raw`net use \\srv\share /user:corp\svc Secret1`],
  [String.raw`net use "\\srv\my share" Secret1 /u:svc /persistent:no`],
  ['net user bob Secret1 /add'],
  ['net user /add bob Secret1 /expires:never'],
  ['"DefaultPassword"="Secret1"'],
  ['reg add "HKLM\\x" /v DefaultPassword /t REG_SZ /d Secret1 /f'],
  ["'Secret1' | ConvertTo-SecureString -AsPlainText -Force"],
  ['ConvertTo-SecureString -String "Secret1" -AsPlainText -Force'],
  ['schtasks /create /tn x /tr y /ru corp\\svc /rp Secret1'],
  ['netdom join %computername% /domain:x /userd:x\\y /passwordd:Secret1'],
  ['cmdkey /add:srv /user:u /pass:Secret1'],
])('%s has a secret', (text) => {
  expect(found(text, 'comment').map((secret) => secret.replace(/["']/g, ''))).toEqual(['Secret1'])
})

test.each([['net user administrator Secret1'], ['ConvertTo-SecureString Secret1 -AsPlainText -Force']])(
  '%s has one if it is a command, and not in a sentence',
  (text) => {
    expect(found(text, 'command')).toEqual(['Secret1'])
    expect(found(text, 'comment')).toEqual([])
  },
)

test.each([
  [String.raw`net use z: \\srv\share /user:svc 2>nul`],
  [String.raw`net use \\srv\share * /user:svc`],
  [String.raw`net use z: \\srv\share %PW% /user:svc`],
  ['net user bob /active:yes'],
  ['net user bob * /add'],
  ['"DefaultPassword"=""'],
  ['reg delete "HKLM\\x" /v DefaultPassword /f'],
  ['$password | ConvertTo-SecureString -AsPlainText -Force'],
  ['schtasks /create /tn x /tr y /ru SYSTEM'],
  ['msiexec /i x.msi /passive'],
])('%s has none', (text) => {
  expect(found(text, 'command')).toEqual([])
})
