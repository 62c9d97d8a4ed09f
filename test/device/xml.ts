// An answer file as Setup reads it: strict XML to elements, nothing of ours in between.
import { SaxesParser } from 'saxes'

export interface Element {
  readonly name: string
  readonly namespace: string
  readonly attributes: Readonly<Record<string, string>>
  /** How many of its attributes make it a list's item: wcm:action and wcm:keyValue. */
  readonly actions: number
  readonly children: Element[]
  text: string
}

/** @throws Error where it is not well-formed */
export function readXml(bytes: Uint8Array): Element {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  const text = new TextDecoder(utf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes)
  const parser = new SaxesParser({ xmlns: true })
  const open: Element[] = []
  let root: Element | undefined
  parser.on('opentag', ({ local, uri, attributes }) => {
    const values = Object.values(attributes).map((a) => [a.name, a.value] as const)
    const element = {
      name: local,
      namespace: uri,
      attributes: Object.fromEntries(values),
      actions: Object.values(attributes).filter((one) => /^(action|keyValue)$/.test(one.local)).length,
      children: [],
      text: '',
    }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('text', (piece) => addText(open.at(-1), piece))
  parser.on('cdata', (piece) => addText(open.at(-1), piece))
  parser.on('closetag', () => void open.pop())
  parser.on('error', (error) => {
    throw error
  })
  parser.write(text).close()
  if (root === undefined) throw new Error('no root element')
  return root
}

function addText(element: Element | undefined, piece: string): void {
  if (element !== undefined) element.text += piece
}

export function childrenOf(element: Element, name: string): Element[] {
  return element.children.filter((child) => child.name === name && child.namespace === element.namespace)
}

/** Undefined where it is not there. */
export function textOf(element: Element, name: string): string | undefined {
  return childrenOf(element, name)[0]?.text
}

/** The text of the one element of that name, however deep; empty where it is not there. */
export function textIn(element: Element, name: string): string {
  if (element.name === name) return element.text
  return element.children.map((child) => textIn(child, name)).find((text) => text !== '') ?? ''
}
