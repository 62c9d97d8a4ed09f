// The style of the hand-over page: one sheet of A4 or Letter on paper; the same sheet or a narrow column on a screen.

export const PAGE_STYLE = `
@page { size: auto; margin: 8mm 14mm }
* { box-sizing: border-box }
html { font: 8.8pt/1.3 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #1c1f24; background: #e9ebee }
body { max-width: 186mm; margin: 8mm auto; padding: 12mm 14mm; background: #fff; box-shadow: 0 1px 8px #0002 }
h1, h2, p, dl, dd, ol { margin: 0 }
header { border-top: 3pt solid #1b5e9a; padding-top: 3mm }
.kind { color: #1b5e9a; font-weight: 600; letter-spacing: .02em }
h1 { font-size: 18pt; line-height: 1.2; font-weight: 650; overflow-wrap: anywhere }
h1.long { font-size: 11.5pt }
dl { display: grid; grid-template-columns: auto 1fr auto 1fr; gap: .6mm 4mm; align-items: baseline; margin-top: 2.6mm }
dl div { display: contents }
dl .wide dd { grid-column: span 3 }
dt { color: #5b636e; white-space: nowrap; font-size: 8.4pt }
dd { font-weight: 550; overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
main { columns: 2; column-gap: 9mm; margin-top: 3.4mm }
main section { break-inside: avoid; margin-bottom: 2.6mm }
h2 { font-size: 11pt; font-weight: 650; margin-bottom: 1.2mm; padding-bottom: .8mm; border-bottom: .6pt solid #c9ced6 }
ol { padding-left: 4.6mm }
li { margin-bottom: .8mm }
li::marker { color: #1b5e9a; font-weight: 650 }
section p + p { margin-top: 1.6mm }
code { font: .92em ui-monospace, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere }
.whole { white-space: nowrap }
.files { margin-top: 1.6mm; color: #434a54; font-size: 8.4pt }
.serial { font-weight: 600 }
.code { float: right; width: 21mm; height: 21mm; margin-left: 3mm }
.blank { border-bottom: .6pt solid #1c1f24; padding-top: 2.5mm }
.blank span { color: #5b636e; font-size: 8.5pt }
.troubles { margin-top: 1mm }
table { width: 100%; border-collapse: collapse; font-size: 7.8pt; line-height: 1.24 }
th, td { text-align: left; vertical-align: top; padding: .45mm 3mm .45mm 0; border-bottom: .5pt solid #dfe3e8 }
thead th { color: #5b636e; font-weight: 600 }
tbody th { font-weight: 600; width: 39% }
tr { break-inside: avoid }
footer { margin-top: 2.6mm; color: #5b636e; font-size: 8pt }
@media (max-width: 160mm) {
  h1 { font-size: 13.5pt }
  main { columns: 1 }
  dl { grid-template-columns: auto 1fr }
  dl .wide dd { grid-column: auto }
  body { margin: 0; padding: 6mm }
}
@media print {
  html { background: none }
  body { max-width: none; margin: 0; padding: 0; box-shadow: none }
}
`
