import { expect, test } from 'vitest'
import { makeMedium } from '../support/media.ts'
import { makeRoot } from '../support/roots.ts'

const root = makeRoot()

test('refuses before anything is signed a user after whom Windows can name no PFX', () => {
  for (const upn of ['con.smith@contoso.com', 'NUL.x@contoso.com', 'aux.m@contoso.com'])
    expect(() => makeMedium(root, { upn })).toThrow(
      expect.objectContaining({ code: 'wrong-input', problems: [expect.objectContaining({ field: 'upn' })] }),
    )
  expect(makeMedium(root, { upn: 'con@contoso.com' }).plan.pfx.fileName).toBe('con-cba.pfx')
})
