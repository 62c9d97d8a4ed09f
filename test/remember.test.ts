import { expect, test } from 'vitest'
import { rememberLast } from '../src/remember.ts'

test('asks again only what was asked too long ago, counted from its last use', () => {
  const asked: string[] = []
  const answer = rememberLast(({ name }: { readonly name: string }) => {
    asked.push(name)
    return name.toUpperCase()
  })
  const [a = { name: '' }, ...others] = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name }))
  for (const other of others)
    expect([answer(a), answer(other), answer(other)]).toEqual([
      'A',
      ...Array(2).fill(other.name.toUpperCase()),
    ])
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  answer({ name: 'f' })
  for (const other of others) answer(other)
  answer(a)
  expect(asked.slice(6)).toEqual(['f', 'b', 'c', 'd', 'e', 'f', 'a'])
})

test('remembers no failure', () => {
  let times = 0
  const fail = rememberLast(() => {
    times += 1
    throw new Error('no')
  })
  const subject = {}
  for (let turn = 0; turn < 2; turn++) expect(() => fail(subject)).toThrow('no')
  expect(times).toBe(2)
})
