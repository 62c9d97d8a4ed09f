import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { emptyFolder, runCommand } from '../../support/cli.ts'

const cwd = emptyFolder()

test('template show prints each bundled answer file as it is', async () => {
  const { templates } = JSON.parse((await runCommand(['template', 'list', '--json'], { cwd })).stdout)
  expect(templates.length).toBeGreaterThan(2)
  for (const { name } of templates) {
    const { status, stdout } = await runCommand(['template', 'show', name], { cwd })
    expect(status).toBe(0)
    expect(stdout).toBe(readFileSync(new URL(`../../../templates/${name}.xml`, import.meta.url), 'utf8'))
  }
})

test('template show of another file names those that are bundled', async () => {
  const { status, stdout, stderr } = await runCommand(['template', 'show', 'mine.xml'], { cwd })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toBe(
    'error: mine.xml is no bundled answer file\nhint: choose entra-join, entra-join-wipe-disk, minimal\n',
  )
})
