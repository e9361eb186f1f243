// ECharts with no more than is used, on a canvas. Loaded when the first chart is on a page. Colours are those of tokens.css.
import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type ECharts } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { Chart, Series, Tone } from './series'

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
const COLOURS: Record<Tone, string> = { blue: '--blue', grey: '--field-line', red: '--red' }
const DASHES = { blue: 'solid', grey: 'dashed', red: 'dotted' } as const
const SYMBOLS = { blue: 'circle', grey: 'rect', red: 'triangle' } as const

// In px, as large as small print is on this page.
function fontSize(): number {
  const [size, root] = [parseFloat(token('--text-small')), parseFloat(getComputedStyle(document.documentElement).fontSize)]
  return Math.round(size * root)
}

function line(one: Series) {
  return {
    type: 'line', name: one.name, data: one.values, symbol: SYMBOLS[one.tone], symbolSize: 7, showSymbol: one.values.length < 40,
    lineStyle: { width: 2, type: DASHES[one.tone] }, itemStyle: { color: token(COLOURS[one.tone]) },
  }
}
function bar(one: Series, stacked: boolean | undefined) {
  return { type: 'bar', name: one.name, data: one.values, stack: stacked ? 'all' : undefined, barMaxWidth: 18, itemStyle: { color: token(COLOURS[one.tone]) } }
}

function option(chart: Chart) {
  const text = { color: token('--ink'), fontSize: fontSize(), fontFamily: getComputedStyle(document.body).fontFamily }
  const lines = { lineStyle: { color: token('--line') } }
  const values = {
    type: 'value', max: chart.most, minInterval: chart.kind === 'time' ? 1 : undefined, axisLabel: { ...text, formatter: `{value}${chart.unit === '%' ? '%' : ''}` }, splitLine: lines,
  }
  const labels = {
    type: 'category', data: chart.labels.map((label) => (chart.kind === 'time' ? label.slice(label.length > 7 ? 5 : 0) : label)), axisTick: { show: false }, axisLine: lines,
    inverse: chart.kind === 'rows', axisLabel: { ...text, width: chart.kind === 'rows' ? fontSize() * 8 : undefined, overflow: 'truncate', hideOverlap: true },
  }
  return {
    animation: false, textStyle: text,
    grid: { left: 0, right: fontSize(), top: fontSize() * 2.6, bottom: 0, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: { top: 0, left: 0, selectedMode: false, textStyle: text, itemGap: fontSize(), data: chart.series.map(({ name }) => name) },
    tooltip: { trigger: 'axis', renderMode: 'richText', textStyle: text, valueFormatter: (value: unknown) => (value === null || value === undefined ? '–' : `${String(value)} ${chart.unit}`) },
    xAxis: chart.kind === 'time' ? labels : values,
    yAxis: chart.kind === 'time' ? values : labels,
    series: chart.series.map((one) => (chart.kind === 'time' ? line(one) : bar(one, chart.stacked))),
  }
}

export function open(place: HTMLElement): ECharts {
  return init(place, null, { renderer: 'canvas' })
}

// Draws, and says what is drawn now: read back from the chart.
export function draw(on: ECharts, chart: Chart): { name: string; data: unknown[] }[] {
  on.setOption(option(chart), { notMerge: true })
  const { series } = on.getOption() as { series: { name: string; data: unknown[] }[] }
  return series.map(({ name, data }) => ({ name, data }))
}
