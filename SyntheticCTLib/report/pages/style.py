"""How a report looks on a screen and on A4."""

from __future__ import annotations

STYLE = """
:root { --ink: #1c2329; --soft: #56616b; --rule: #cfd5da; --pale: #f3f5f6;
  --pass: #17603a; --fail: #9c1c22; --none: #6b5300; --first: #2b5f8e; --second: #c2571a;
    --third: #5b6770; }
* { box-sizing: border-box; }
html { background: #e9ecee; }
body { margin: 0 auto; max-width: 62rem; padding: 2.6rem 3.2rem 3.4rem; background: #fff; color:
  var(--ink);
  font: 15px/1.5 "Source Sans 3", "Source Sans Pro", "Segoe UI", "Noto Sans", "Helvetica Neue",
    Arial,
    "Liberation Sans", sans-serif;
  font-variant-numeric: tabular-nums; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; font-weight: 600; }
h2 { margin: 2.4rem 0 .7rem; padding-top: .5rem; border-top: 1.5px solid var(--ink); font-size:
  1.15rem;
  font-weight: 600; }
h3 { margin: 1.4rem 0 .4rem; font-size: 1rem; font-weight: 600; }
p { margin: .5rem 0; max-width: 50rem; }
.soft, figcaption, caption { color: var(--soft); font-size: .87rem; }
header p { margin: .2rem 0 0; }
header .notice { float: right; margin: .25rem 0 0 1.5rem; padding: .15rem .6rem; border: 1.5px
  solid var(--fail);
  color: var(--fail); font-weight: 600; font-size: .87rem; }
.answer { margin-top: 1.5rem; padding: 1.1rem 1.4rem 1.2rem; border: 1px solid var(--rule);
  border-left: 10px solid var(--none); }
.answer.passed { border-left-color: var(--pass); }
.answer.failed { border-left-color: var(--fail); }
.answer h2 { margin: 0 0 .2rem; padding: 0; border: 0; font-size: 1.45rem; color: var(--none); }
.answer.passed h2 { color: var(--pass); }
.answer.failed h2 { color: var(--fail); }
.measures { display: grid; grid-template-columns: 1fr 1fr 1.25fr; gap: 1.6rem; margin-top: 1rem; }
.measures b { display: block; font-size: 1.75rem; line-height: 1.2; font-weight: 600; }
.measures p { margin: .3rem 0 0; font-size: .87rem; line-height: 1.4; color: var(--soft); }
.share { display: block; width: 100%; max-width: 14rem; margin: .35rem 0; }
.share .track { fill: #dfe4e7; } .share .reached { fill: var(--pass); } .share .missed { fill:
  var(--fail); }
.share .required { stroke: var(--ink); stroke-width: 2; }
.warnings { margin: .9rem 0; padding: .55rem 1rem .55rem 2rem; border-left: 4px solid #c99700;
  background: #fdf8e8;
  max-width: 54rem; }
.warnings li { margin: .25rem 0; }
table { border-collapse: collapse; margin: .7rem 0 1.1rem; font-size: .9rem; line-height: 1.35; }
caption { text-align: left; padding-bottom: .3rem; caption-side: top; }
th, td { padding: .28rem .9rem .28rem 0; text-align: right; vertical-align: top; border-bottom:
  1px solid var(--rule);
  font-weight: 400; }
th:first-child, td.text { text-align: left; }
thead th { border-bottom: 1.5px solid var(--ink); font-weight: 600; vertical-align: bottom; }
th[scope=row] { text-align: left; }
tbody tr.total th, tbody tr.total td { font-weight: 600; }
table.wide { width: 100%; } .noted td:last-child { text-align: left; padding-left: 1rem; }
.noted th:last-child { text-align: left; padding-left: 1rem; }
table.facts { width: 100%; }
.facts th { width: 13rem; color: var(--soft); white-space: nowrap; }
.facts td { text-align: left; overflow-wrap: anywhere; }
summary { cursor: pointer; margin: .6rem 0; color: var(--first); }
.undefined { color: var(--soft); font-style: italic; }
figure { margin: .8rem 0; break-inside: avoid; }
figure img { display: block; max-width: 100%; }
figcaption { margin-top: .3rem; }
.strip { display: grid; grid-template-columns: repeat(3, 1fr); gap: .9rem; }
.views { display: grid; grid-template-columns: repeat(4, 1fr); gap: .4rem; align-items: end; }
.views img { width: 100%; } .views figcaption { text-align: center; }
.row img { width: 100%; }
.columns { display: grid; gap: 6px; margin: .8rem 0 -.5rem; font-weight: 600; font-size: .9rem; }
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem 2rem; }
.charts.three { grid-template-columns: 1fr 1fr 1fr; }
.chart, .colour-bar { display: block; width: 100%; height: auto; }
.chart.single { max-width: 44rem; }
.colour-bar { max-width: 33rem; }
.legends { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; }
svg text { fill: var(--ink); font: 12px "Source Sans 3", "Source Sans Pro", "Segoe UI",
  "Noto Sans", Arial,
  "Liberation Sans", sans-serif; }
.colour-bar text { font-size: 13px; }
.grid { stroke: #e4e8ea; } .axis { stroke: var(--ink); fill: none; } .pixels { image-rendering:
  pixelated; }
.guide { stroke: var(--ink); stroke-width: 1.2; stroke-dasharray: 4 3; fill: none; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line.first { stroke: var(--first); } .line.second { stroke: var(--second); stroke-dasharray: 6 2; }
.line.third { stroke: var(--third); stroke-dasharray: 2 3; }
.dot.first { fill: var(--first); fill-opacity: .6; }
.bar.first { fill: #9dbfdb; } .bar.beyond { fill: #2b5f8e; } .band.first { fill: #2b5f8e; opacity:
  .16; }
.dot { fill: var(--second); fill-opacity: .75; stroke: #fff; stroke-width: .8; }
.box { fill: #9dbfdb; fill-opacity: .45; stroke: var(--first); } .whisker { stroke: var(--first); }
.median { stroke: var(--first); stroke-width: 2.4; } .solid { stroke: var(--first);
  stroke-width: 1.6; }
table.dense { font-size: .8rem; } .dense th, .dense td { padding-right: .55rem; }
td a, .dense th a { color: inherit; text-decoration: none; }
td a:hover, th a:hover { text-decoration: underline; } .dense th a { color: var(--first); }
.scroll { overflow-x: auto; }
.key { display: flex; flex-wrap: wrap; gap: .1rem 1.4rem; font-size: .87rem; color: var(--soft); }
.key i { display: inline-block; width: 1.7rem; height: 0; margin-right: .45rem; vertical-align:
  middle;
  border-top: 2.5px solid; }
.key i.first { border-color: var(--first); } .key i.second { border-color: var(--second);
  border-top-style: dashed; }
.key i.third { border-color: var(--third); border-top-style: dotted; }
.key i.guide { border-color: var(--ink); border-top: 1.5px dashed; }
.key i.spread { height: .8rem; border: 0; background: #2b5f8e; opacity: .2; }
.key i.filled { height: .8rem; border: 0; background: linear-gradient(90deg, #9dbfdb 60%, #2b5f8e
  60%); }
.key i.swatch { width: 1rem; height: .9rem; border: 0; }
ul.plain { padding-left: 1.2rem; max-width: 50rem; } ul.plain li { margin: .3rem 0; }
code { font: .86em ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.running { display: none; }
@media screen and (max-width: 48rem) {
  body { padding: 1.2rem; }
  .measures, .charts, .charts.three, .legends, .strip { grid-template-columns: 1fr; }
  .views { grid-template-columns: 1fr 1fr; }
  section { overflow-x: auto; }
}
@page { size: A4; margin: 14mm 15mm 15mm; @bottom-right { content: counter(page) " / "
  counter(pages);
  font: 8.5pt Arial, sans-serif; color: #56616b; } }
@media print {
  html { background: none; }
  body { max-width: none; padding: 0; font-size: 9.6pt; print-color-adjust: exact;
    -webkit-print-color-adjust: exact; }
  h1 { font-size: 17pt; } h2 { break-after: avoid; margin-top: 1.5rem; }
  .legends, .columns { break-after: avoid; break-inside: avoid; } h3, caption {
    break-after: avoid; }
  tr, .answer, .chart, .warnings, .charts > div, .together { break-inside: avoid; }
  thead { display: table-header-group; }
  /* Nobody unfolds paper. */
  details::details-content { content-visibility: visible; block-size: auto; }
  .sheet { display: table; width: 100%; table-layout: fixed; }
  .sheet > .body { display: table-row-group; }
  /* A table's footer is what browsers repeat on every page, and keep room for. */
  .sheet > .foot { display: table-footer-group; break-inside: avoid; }
  .running { display: block; margin-top: 3mm; padding-top: 1.2mm;
    border-top: .5pt solid var(--rule); color: var(--fail); font-size: 8.5pt; font-weight: 600; }
  .views img { width: auto; max-width: 100%; max-height: 74mm; margin: 0 auto; }
  .strip { max-width: 158mm; }
  .views { align-items: end; }
}
"""
