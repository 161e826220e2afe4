/** Prints on A4, reads without colour, and asks for nothing from elsewhere. */
export const style = `
:root { color-scheme: light; }
body { font: 11pt/1.45 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; color: #111; background: #fff; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h1 { font-size: 1.7em; line-height: 1.2; margin: 0 0 .3em; }
h2 { font-size: 1.25em; margin: 2em 0 .4em; padding-bottom: .2em; border-bottom: 2px solid #111; break-after: avoid; }
h3 { font-size: 1.02em; margin: 1.4em 0 .3em; break-after: avoid; }
p, ul { margin: .4em 0; max-width: 46rem; }
li { margin: .15em 0; }
table { border-collapse: collapse; width: 100%; margin: .5em 0 1em; font-size: .88em; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { text-align: left; vertical-align: top; padding: .25em .5em; border-bottom: 1px solid #bbb; overflow-wrap: anywhere; }
th { border-bottom: 1.5px solid #111; font-weight: 600; overflow-wrap: normal; }
table.numbers { width: auto; }
table.numbers td:last-child { text-align: right; font-variant-numeric: tabular-nums; padding-left: 2em; }
time, .region { white-space: nowrap; }
.name { font-family: ui-monospace, "Liberation Mono", Consolas, monospace; font-size: .94em; }
.verdict { border: 1.5px solid #111; padding: .6em .9em; margin: 1em 0; max-width: none; }
.verdict p { max-width: none; }
.quiet { color: #444; }
.request { break-inside: avoid-page; border-left: 3px solid #888; padding-left: .8em; margin: 1em 0; }
nav ul { columns: 2; padding-left: 1.2em; }
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 9.5pt; }
  a { color: inherit; text-decoration: none; }
}
`;
