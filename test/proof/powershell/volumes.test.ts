// The command that lists drives on Windows, run as it is. Off Windows the drives are those of this system.
import { expect } from 'vitest'
import { COMMAND, parseWindowsVolumes } from '../../../src/media/disk-volumes-windows.ts'
import { powerShell, testInPowerShell } from './engine.ts'

testInPowerShell('the command that lists drives gives an array, with a size and a kind for each', () => {
  const { status, stdout, stderr } = powerShell(['-Command', COMMAND])
  expect([status, stderr]).toEqual([0, ''])
  const drives: unknown = JSON.parse(stdout)
  expect(drives).toContainEqual({
    Name: expect.any(String),
    VolumeLabel: expect.any(String),
    TotalSize: expect.any(Number),
    Kind: expect.stringMatching(/^(?:Fixed|Removable)$/),
  })
  expect(parseWindowsVolumes(stdout).length).toBeLessThanOrEqual(Array.isArray(drives) ? drives.length : 0)
})
