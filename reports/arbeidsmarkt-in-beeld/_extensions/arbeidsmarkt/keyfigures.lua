-- The band of key figures: a list in HTML, a grid on the PDF's first page, a table in Word.

local base, printed_fact = ...
local is_html, is_typst, is_docx = base.is_html, base.is_typst, base.is_docx
local raw_inline, read, quoted, join, List = base.raw_inline, base.read, base.quoted, base.join, pandoc.List

local function key_figure(div)
  local item = {}
  div:walk {
    Span = function(span)
      local part = span.classes[1]
      if part and part ~= 'fact' then item[part] = pandoc.Inlines(span.content):walk { Span = printed_fact } end
    end,
    Image = function(image) item.spark = image end,
  }
  return item
end

local function key_figures(div)
  local items = div.content:filter(function(block) return block.t == 'Div' end):map(key_figure)
  local out = List {}
  -- the period once above the band, when all share it
  local function period_of(item) return item.period and pandoc.utils.stringify(item.period) or '' end
  local shared = #items > 1 and period_of(items[1]) or ''
  for _, item in ipairs(items) do if period_of(item) ~= shared then shared = '' end end
  local function put(open, content, close)
    out:insert(raw_inline(open))
    out:extend(content or {})
    out:insert(raw_inline(close))
  end
  if is_docx then
    local rows = items:map(function(item)
      return { { pandoc.Plain(item.title) }, { pandoc.Plain(join(item.value, { pandoc.Space() }, item.unit)) },
        { pandoc.Plain(item.change) }, { pandoc.Plain(item.period) } }
    end)
    local heads = List { 'Kerncijfer', 'Waarde', 'Verandering', 'Periode' }:map(function(text) return { pandoc.Plain(text) } end)
    local simple = pandoc.SimpleTable({}, { 'AlignLeft', 'AlignLeft', 'AlignLeft', 'AlignLeft' }, { 0, 0, 0, 0 }, heads, rows)
    return List { pandoc.utils.from_simple_table(simple) }
  end
  for _, item in ipairs(items) do
    if is_html then
      put('<li><span class="title">', item.title, '</span>')
      put('<span class="value">', join(item.value, { raw_inline(' <span class="unit">') }, item.unit), '</span></span>')
      put('<span class="change">', item.change, '</span>')
      if shared == '' then put('<span class="period">', item.period, '</span>') end
      if item.spark then
        put('<span class="trend">' .. read(item.spark.src), {}, '')
        if item.from then put('<span class="years"><span>', join(item.from, { raw_inline('</span> <span>') }, item.to), '</span></span>') end
        put('</span>', {}, '')
      end
      put('</li>\n', {}, '')
    else
      put('(title: [', item.title, '], ')
      put('value: [', item.value, '], ')
      put('unit: [', item.unit, '], ')
      put('change: [', item.change, '], ')
      put('period: [', shared == '' and item.period or {}, '], ')
      put('years: ([', join(item.from or {}, { raw_inline('], [') }, item.to or {}), ']), ')
      put(item.spark and string.format('spark: ("%s", %s)),\n', item.spark.src, quoted(item.spark.attributes['fig-alt'] or ''))
        or 'spark: none),\n', {}, '')
    end
  end
  local about = shared ~= '' and { pandoc.Str(base.capital(shared)) } or {}
  if is_typst then
    return List { pandoc.Plain(join({ raw_inline('#key-figures(period: [') }, about, { raw_inline('], (\n') }, out, { raw_inline('))') })) }
  end
  if shared ~= '' then about = join({ raw_inline('<p class="period">') }, about, { raw_inline('</p>\n') }) end
  return List { pandoc.Plain(join(about, { raw_inline('<ul>') }, out, { raw_inline('</ul>') })) }
end

return key_figures
