import { expect, test } from 'vitest'
import { scanXml, type XmlElement } from '../../src/answer-file/xml.ts'

test('offsets cut the text where the elements stand', () => {
  const text =
    '<?xml version="1.0"?>\r\n<r x:a="1" xmlns:x="urn:x"><!-- </b> --><b\n>t<![CDATA[</b>]]>&lt;😀</b ><x:c /><d></d></r>\n'
  const root = scanXml(text)
  const cut = ({ start, openEnd, closeStart, end }: XmlElement) => [
    text.slice(start, openEnd),
    text.slice(openEnd, closeStart),
    text.slice(closeStart, end),
  ]
  expect(root.children.map(cut)).toEqual([
    ['<b\n>', 't<![CDATA[</b>]]>&lt;😀', '</b >'],
    ['<x:c />', '', ''],
    ['<d>', '', '</d>'],
  ])
  expect(
    root.children.map(({ local, namespace, text: inner, selfClosing }) => [
      local,
      namespace,
      inner,
      selfClosing,
    ]),
  ).toEqual([
    ['b', '', 't</b><😀', false],
    ['c', 'urn:x', '', true],
    ['d', '', '', false],
  ])
  expect(root.attributes[0]).toEqual({ name: 'x:a', local: 'a', namespace: 'urn:x', value: '1' })
})

/** Where it goes wrong, not where a parser gives up. */
test.each([
  ['<a>\n x & y</a>', 'line 2, column 4: a raw "&"'],
  ['<a b="x & y"/>', 'line 1, column 9: a raw "&"'],
  ['<a><!-- & --> & </a>', 'line 1, column 15: a raw "&"'],
  ['<a>\n<!-- & --><b c=1/></a>', 'line 2, column 16: unquoted attribute value'],
  ['<a>\n<?b & ?><b c=1/></a>', 'line 2, column 14: unquoted attribute value'],
  ['<a>\n&nbsp;</a>', 'line 2, column 1: unknown entity "&nbsp;"'],
  ['<a>\n<b><c></b></a>', 'line 2, column 7: </b> where </c> is due'],
  ['<a>\n<b></a>', 'line 2, column 4: </a> where </b> is due'],
  ['<a>\n<b>', 'line 2, column 1: <b> is never closed'],
  ['<a>\n<b/><!-- & </a>', 'line 2, column 5: "<!--" is never closed'],
  ['<a>\n<![CDATA[ & </a>', 'line 2, column 1: "<![CDATA[" is never closed'],
  ['<a><?b?>\n<?c & </a>', 'line 2, column 1: "<?" is never closed'],
  ['<a\n b=1/>', 'line 2, column 4: unquoted attribute value'],
  ['<a>\n\u0001</a>', 'line 2, column 1: disallowed character'],
  ['<a>\nx < 3</a>', 'line 2, column 3: a "<" that begins no element'],
  ['<a>\n<!-- a -- b --></a>', 'line 2, column 10: a comment that contains "--"'],
  ['<a>\n<b wcm:action="add"/></a>', 'line 2, column 21: the prefix wcm is not declared'],
  ['\n<!DOCTYPE a><a/>', 'line 2, column 1: a DOCTYPE'],
  ['<a/><b/>', 'line 1, column 5: a second root element'],
  ['upn,device\namy@a.com,L1', 'line 1, column 1: the file is not XML'],
  ['<a/>x', 'line 1, column 6: text data outside of root node'],
  ['', 'line 1, column 1: document must contain a root element'],
])('%j is refused: %s', (text, message) => {
  expect(() => scanXml(text)).toThrow(message)
})
