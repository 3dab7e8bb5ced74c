-- What pandoc leaves to its writers, done once for every format and both engines: numbers for sections, figures and
-- tables, references to them, printed facts, the key figures, and figures and tables with all that belongs to them.
-- Runs before Quarto's own filters (at: pre-ast), which then find nothing left to number.

local is_html = FORMAT:match('html') ~= nil
local is_typst = FORMAT:match('typst') ~= nil
local is_docx = FORMAT:match('docx') ~= nil
local format = is_html and 'html' or is_typst and 'typst' or 'openxml'

local WORDS = { fig = 'figuur', tbl = 'tabel', sec = 'paragraaf' }
local numbers = {}     -- label -> '1', '2', '3.1'
local facts = {}       -- key -> FACT
local attachments = {} -- label, what it holds

local List, Raw, RawIn = pandoc.List, pandoc.RawBlock, pandoc.RawInline

-- helpers ------------------------------------------------------------------------------------------------------------

local function raw(text) return Raw(format, text) end
local function raw_inline(text) return RawIn(format, text) end

local function fail(label, what) error('arbeidsmarkt: ' .. label .. ': ' .. what .. '\n', 0) end

local function read(path)
  local file = io.open(path, 'rb')
  if not file then return nil end
  local text = file:read('a')
  file:close()
  return text
end

local function html(text)
  return (text:gsub('[&<>"]', { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;' }))
end

local function quoted(text) -- a Typst string
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"'
end

local function percent(text)
  return (text:gsub('[^%w%-_.~]', function(byte) return string.format('%%%02X', byte:byte()) end))
end

local function capital(text) return text:sub(1, 1):upper() .. text:sub(2) end

local function has_class(element, class) return element.classes and element.classes:includes(class) end

local function inlines_of(blocks)
  return pandoc.utils.blocks_to_inlines(blocks, { pandoc.Space() })
end

local function join(...)
  local all = List {}
  for _, part in ipairs { ... } do all:extend(part) end
  return all
end

local function numbered(label, word) return capital(word) .. '\u{00A0}' .. numbers[label] end

-- numbers and references ---------------------------------------------------------------------------------------------

local function number_all(blocks)
  local count, levels = { fig = 0, tbl = 0 }, { 0, 0, 0, 0, 0, 0 }
  for _, block in ipairs(blocks) do
    if block.t == 'Header' and not has_class(block, 'unnumbered') then
      levels[block.level] = levels[block.level] + 1
      for deeper = block.level + 1, 6 do levels[deeper] = 0 end
      numbers[block.identifier] = table.concat(levels, '.', 1, block.level)
    end
    local only = block.t == 'Para' and #block.content == 1 and block.content[1]
    if only and only.t == 'Image' and only.identifier:match('^fig%-') then
      fail(only.identifier, 'there is no caption') -- pandoc makes a figure only of an image with one
    end
    local kind = block.identifier and block.identifier:match('^(%a%a%a)%-')
    if (kind == 'fig' and block.t == 'Figure') or (kind == 'tbl' and block.t == 'Table') then
      count[kind] = count[kind] + 1
      numbers[block.identifier] = tostring(count[kind])
    end
  end
end

-- Older pandocs leave `{#tbl-x}` in a table's caption as text.
local function name_table(block)
  local last = block.caption.long[#block.caption.long]
  if block.identifier ~= '' or not last then return block end
  local tail = last.content[#last.content]
  local label = tail and tail.t == 'Str' and tail.text:match('^{#([%w-]+)}$')
  if label then
    block.identifier = label
    last.content:remove()
    if last.content[#last.content] and last.content[#last.content].t == 'Space' then last.content:remove() end
  end
  return block
end

local function begins_sentence(inlines, index)
  local before = inlines[index - 1]
  if before and (before.t == 'Space' or before.t == 'SoftBreak') then before = inlines[index - 2] end
  return before == nil or (before.t == 'Str' and before.text:match('[.!?]$') ~= nil)
end

local function reference(cite, at_start)
  local parts = List {}
  for i, citation in ipairs(cite.citations) do
    local word = WORDS[citation.id:match('^(%a%a%a)%-') or '']
    if not word then return nil end
    if not numbers[citation.id] then fail(citation.id, 'the text refers to it, and it is nowhere in the document') end
    if i > 1 then parts:insert(pandoc.Str(i == #cite.citations and '\u{00A0}en ' or ', ')) end
    local text = word .. '\u{00A0}' .. numbers[citation.id]
    if at_start and i == 1 then text = capital(text) end
    if citation.mode == 'SuppressAuthor' then text = numbers[citation.id] end
    parts:insert(pandoc.Link(text, '#' .. citation.id))
  end
  return parts
end

local function references(inlines)
  local result = List {}
  for i, inline in ipairs(inlines) do
    local parts = inline.t == 'Cite' and reference(inline, begins_sentence(inlines, i))
    if parts then result:extend(parts) else result:insert(inline) end
  end
  return pandoc.Inlines(result)
end

-- printed facts ------------------------------------------------------------------------------------------------------

local function printed_fact(span)
  if has_class(span, 'unit') and is_docx then return join({ pandoc.LineBreak() }, span.content) end
  if has_class(span, 'unit') and is_typst then return join({ raw_inline('#unit[') }, span.content, { raw_inline(']') }) end
  if not has_class(span, 'fact') then return nil end
  local fact = facts[span.attributes.key]
  if not is_html or not fact then return span.content end
  local function attribute(name, value)
    return type(value) ~= 'userdata' and value ~= nil and value ~= '' and string.format(' %s="%s"', name, html(tostring(value))) or ''
  end
  local value = type(fact.value) == 'number' and string.format('%.15g', fact.value) or ''
  return join({ raw_inline('<data value="' .. value .. '"'
    .. attribute('data-key', span.attributes.key) .. attribute('data-unit', fact.unit)
    .. attribute('data-period', fact.period) .. '>') }, span.content, { raw_inline('</data>') })
end

-- Typst would take the apostrophe of "'s ochtends" for an opening quote: real quotes are written out, and the
-- template sets every other single quote as an apostrophe.
local function quote(inline)
  if not is_typst then return nil end
  local single = inline.quotetype == 'SingleQuote'
  return join({ raw_inline(single and '‘' or '“') }, inline.content, { raw_inline(single and '’' or '”') })
end

-- pandoc puts each definition in a block of its own, on a line of its own.
local function definitions(list)
  if not is_typst then return nil end
  local out = List { raw_inline('#terms(') }
  for _, item in ipairs(list.content) do
    out:insert(raw_inline('terms.item(['))
    out:extend(item[1])
    out:insert(raw_inline('], ['))
    for _, blocks in ipairs(item[2]) do out:extend(inlines_of(blocks)) end
    out:insert(raw_inline(']),\n'))
  end
  out:insert(raw_inline(')'))
  return pandoc.Para(out)
end

-- tables -------------------------------------------------------------------------------------------------------------

local function cells_of(row) return row.cells:map(function(cell) return inlines_of(cell.contents) end) end

local function rows_of(block)
  local rows = List {}
  for _, body in ipairs(block.bodies) do rows:extend(body.body:map(cells_of)) end
  return cells_of(block.head.rows[1]), rows
end

-- CBS's asterisks hang outside the column, so that the decimal commas stay under each other.
local function hanging(inlines)
  local last = inlines[#inlines]
  local digits, mark = (last and last.t == 'Str' and last.text or ''):match('^(.*%d)(%*+)$')
  if not digits or is_docx then return inlines end
  local open, close = '<span class="mark">', '</span>'
  if is_typst then open, close, mark = '#hanging("', '")', mark end
  local result = List(inlines):clone()
  result[#result] = pandoc.Str(digits)
  result:insert(raw_inline(open .. mark .. close))
  return result
end

local function html_table(block, name)
  local heads, rows = rows_of(block)
  local right = block.colspecs:map(function(spec) return spec[1] == 'AlignRight' end)
  local out = List { raw_inline('<table' .. name .. '><thead><tr>') }
  for i, cell in ipairs(heads) do
    out:insert(raw_inline('<th scope="col"' .. (right[i] and ' class="num"' or '') .. '>'))
    out:extend(cell)
    out:insert(raw_inline('</th>'))
  end
  out:insert(raw_inline('</tr></thead><tbody>'))
  for _, row in ipairs(rows) do
    out:insert(raw_inline('\n<tr>'))
    for i, cell in ipairs(row) do
      out:insert(raw_inline(i == 1 and '<th scope="row">' or right[i] and '<td class="num">' or '<td>'))
      out:extend(right[i] and hanging(cell) or cell)
      out:insert(raw_inline(i == 1 and '</th>' or '</td>'))
    end
    out:insert(raw_inline('</tr>'))
  end
  out:insert(raw_inline('</tbody></table>'))
  return pandoc.Plain(out), #heads
end

-- How wide the columns are, in letters. Each is at least as wide as its longest word, so that nothing overlaps (long
-- words of the heads may be hyphenated); what is left goes to those with long cells.
local ROOM, GAP = 88, 2.2 -- letters on a line at the usual size; around a column
local LONG_WORD, ROW_WORD = 11, 17 -- words are hyphenated from here; in the column of row headers

local function widths(heads, rows)
  local least, wanted, needed, asked = {}, {}, 0, 0
  local hyphenate = false
  local function longest_word(inlines)
    local most = 3
    for word in pandoc.utils.stringify(inlines):gmatch('[^%s%-]+') do most = math.max(most, utf8.len(word) or 0) end
    return most
  end
  for i, head in ipairs(heads) do
    local word, cell = 0, 0
    for _, row in ipairs(rows) do
      word = math.max(word, longest_word(row[i]))
      cell = math.max(cell, utf8.len(pandoc.utils.stringify(row[i])) or 0)
    end
    hyphenate = hyphenate or longest_word(head) > LONG_WORD
    least[i] = math.max(math.min(word, i == 1 and ROW_WORD or LONG_WORD), math.min(longest_word(head), LONG_WORD))
    wanted[i] = math.max(least[i], math.min(cell, 240), longest_word(head))
    needed, asked = needed + least[i], asked + wanted[i]
  end
  local room = ROOM - GAP * #heads
  local size = math.min(1, room / needed)
  local share = asked > needed and math.max(0, math.min(1, (room / size - needed) / (asked - needed))) or 0
  local result = heads:map(function(_, i) return least[i] + share * (wanted[i] - least[i]) + GAP end)
  return result, size, hyphenate and asked > room
end

local PAGE = 38 -- lines that a table may have and still be kept on one page

local function lines_of(columns, rows)
  local total = 0
  for _, row in ipairs(rows) do
    local most = 1
    for i, cell in ipairs(row) do
      most = math.max(most, math.ceil((utf8.len(pandoc.utils.stringify(cell)) or 0) / (columns[i] - GAP)))
    end
    total = total + most
  end
  return total
end

local function typst_table(block)
  local heads, rows = rows_of(block)
  local right = block.colspecs:map(function(spec) return spec[1] == 'AlignRight' end)
  local align = right:map(function(is_right) return is_right and 'right' or 'left' end)
  local columns, size, hyphenate = widths(heads, rows)
  local out = List { raw_inline(string.format('report-table((%s,), (%s,), size: %.2f, hyphenate: %s, (',
    table.concat(columns:map(function(width) return string.format('%.1ffr', width) end), ', '),
    table.concat(align, ', '), size, tostring(hyphenate))) }
  local function add(cells)
    for i, cell in ipairs(cells) do
      out:insert(raw_inline('['))
      out:extend(right[i] and hanging(cell) or cell)
      out:insert(raw_inline('], '))
    end
  end
  add(heads)
  out:insert(raw_inline('), '))
  for _, row in ipairs(rows) do
    add(row)
    out:insert(raw_inline('\n'))
  end
  out:insert(raw_inline(')'))
  return out, lines_of(columns, rows)
end

-- figures and tables with all that belongs to them -------------------------------------------------------------------

local function download(label, text)
  local csv = read('data/' .. label .. '.csv')
  if not csv then return '' end
  return string.format('<a class="download" download="%s.csv" href="data:text/csv;charset=utf-8,%s">%s</a>',
    label, percent(csv), html(text))
end

local function html_group(block, label, word, caption, parts)
  local is_figure = block.t == 'Figure'
  local out = List { raw(string.format('<figure class="%s" id="%s">', is_figure and 'chart' or 'tabular', label)),
    pandoc.Plain(join({ raw_inline(string.format('<figcaption id="%s-caption"><span class="label">%s</span> ',
      label, numbered(label, word))) }, caption, { raw_inline('</figcaption>') })) }
  local link = download(label, 'Download de cijfers van ' .. word .. '\u{00A0}' .. numbers[label] .. ' (CSV)')
  if is_figure then
    local wide = read(parts.image.src) or fail(label, parts.image.src .. ' is not there')
    local narrow = read((parts.image.src:gsub('%.svg$', '-narrow.svg')))
    out:insert(raw('<div class="plot' .. (narrow and ' wide' or '') .. '">' .. wide .. '</div>'))
    if narrow then out:insert(raw('<div class="plot narrow">' .. narrow .. '</div>')) end
  else
    local body, columns = html_table(block, string.format(' aria-labelledby="%s-caption"', label))
    local wide = columns > 2
    if wide then
      out:insert(raw(string.format('<div class="scroll" role="region" tabindex="0" aria-labelledby="%s-caption">', label)))
    end
    out:insert(body)
    if wide then out:insert(raw('</div>')) end
  end
  for _, part in ipairs(parts.below) do out:insert(part) end
  out:insert(raw('<div class="tools">'))
  if parts.data then
    local body, columns = html_table(parts.data, string.format(' aria-label="Cijfers bij %s %s"', word, numbers[label]))
    local region = columns > 2 and string.format(
      '<div class="scroll" role="region" tabindex="0" aria-label="Tabel met de cijfers bij %s %s">', word, numbers[label]) or ''
    out:extend { raw('<details><summary>Toon als tabel<span class="hidden">: de cijfers bij ' .. word .. ' '
      .. numbers[label] .. '</span></summary>' .. region), body, raw((region ~= '' and '</div>' or '') .. '</details>') }
  end
  out:insert(raw(link .. '</div></figure>'))
  return out
end

local function typst_group(block, label, word, caption, parts)
  local is_figure = block.t == 'Figure'
  local head = string.format('#figure(kind: %s, supplement: [%s], caption: [', is_figure and 'image' or 'table', capital(word))
  local body, lines
  if is_figure then
    body = List { raw_inline(string.format('chart("%s", %s)', parts.image.src, quoted(parts.alt))) }
  else
    body, lines = typst_table(block)
  end
  local out = List {
    raw(string.format('#exhibit(breakable: %s)[', (not is_figure and lines > PAGE) and 'true' or 'false')),
    pandoc.Plain(join({ raw_inline(head) }, caption, { raw_inline('], ') }, body, { raw_inline(') <' .. label .. '>') })) }
  for _, part in ipairs(parts.below) do
    out:extend { raw('#' .. part.classes[1] .. '['), pandoc.Div(part.content), raw(']') }
  end
  out:insert(raw(']'))
  return out
end

local function docx_group(block, label, word, caption, parts)
  local is_figure = block.t == 'Figure'
  local sequence = string.format('<w:fldSimple w:instr="SEQ %s \\* ARABIC"><w:r><w:t>%s</w:t></w:r></w:fldSimple>',
    capital(word), numbers[label])
  local title = pandoc.Span(join({ pandoc.Str(capital(word) .. '\u{00A0}'), raw_inline(sequence), pandoc.Str('. ') }, caption),
    { id = label })
  local out = List { pandoc.Div({ pandoc.Para { title } },
    { ['custom-style'] = is_figure and 'Image Caption' or 'Table Caption' }) }
  if is_figure then
    local file = parts.image.src:gsub('%.svg$', '.png')
    if not read(file) then fail(label, parts.image.src .. ' is not there') end
    local picture = pandoc.Image(parts.alt, file, '', { width = '100%' })
    out:insert(pandoc.Div({ pandoc.Para { picture } }, { ['custom-style'] = 'Captioned Figure' }))
  else
    block.caption, block.identifier = pandoc.Caption(), ''
    for _, body in ipairs(block.bodies) do body.row_head_columns = 1 end
    local parts_of = widths(rows_of(block))
    local whole = 0
    for _, weight in ipairs(parts_of) do whole = whole + weight end
    block.colspecs = block.colspecs:map(function(spec, i) return { spec[1], #parts_of > 2 and parts_of[i] / whole or nil } end)
    out:insert(block)
  end
  for _, part in ipairs(parts.below) do
    part.attributes['custom-style'] = part.classes[1] == 'source' and 'Source Note' or 'Table Note'
    out:insert(part)
  end
  return out
end

local function group(block, following)
  local label = block.identifier
  local word = WORDS[label:match('^(%a%a%a)')]
  local parts = { below = List {} }
  for _, div in ipairs(following) do
    if has_class(div, 'figure-data') then parts.data = div.content[1] else parts.below:insert(div) end
  end
  if block.t == 'Figure' then
    parts.image = block.content[1].content[1]
    parts.alt = parts.image.attributes['fig-alt'] or block.attributes['fig-alt'] or ''
    if parts.alt == '' then fail(label, 'the figure has no alternative text') end
  end
  local caption = inlines_of(block.caption.long)
  if #caption == 0 then fail(label, 'there is no caption') end
  attachments[#attachments + 1] = { label = label, title = 'Cijfers bij ' .. word .. ' ' .. numbers[label] .. ': '
    .. pandoc.utils.stringify(caption) }
  local write = is_html and html_group or is_typst and typst_group or docx_group
  return write(block, label, word, caption, parts)
end

-- key figures --------------------------------------------------------------------------------------------------------

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
      put('<span class="period">', item.period, '</span>')
      put(item.spark and read(item.spark.src) or '', {}, '</li>\n')
    else
      put('(title: [', item.title, '], ')
      put('value: [', item.value, '], ')
      put('unit: [', item.unit, '], ')
      put('change: [', item.change, '], ')
      put('period: [', item.period, '], ')
      put(item.spark and string.format('spark: ("%s", %s)),\n', item.spark.src, quoted(item.spark.attributes['fig-alt'] or ''))
        or 'spark: none),\n', {}, '')
    end
  end
  local open, close = '<ul>', '</ul>'
  if is_typst then open, close = '#key-figures((\n', '))' end
  return List { pandoc.Plain(join({ raw_inline(open) }, out, { raw_inline(close) })) }
end

-- the document -------------------------------------------------------------------------------------------------------

local function heading(block)
  if is_typst then return block end
  local number = numbers[block.identifier]
  if number and not has_class(block, 'unnumbered') then
    local mark = pandoc.Span({ pandoc.Str(number) }, { class = 'number', ['custom-style'] = is_docx and 'Section Number' or nil })
    block.content = join({ mark, pandoc.Space() }, block.content)
  end
  if is_html then block.level = block.level + 1 end -- the title is the page's first heading
  return block
end

local function assemble(blocks, meta)
  local out, i = List {}, 1
  while i <= #blocks do
    local block = blocks[i]
    if block.t == 'Header' then
      out:insert(heading(block))
    elseif block.t == 'Div' and has_class(block, 'key-figures') then
      meta['key-figures'] = pandoc.MetaBlocks(key_figures(block))
      if is_docx then out:extend(key_figures(block)) end
    elseif numbers[block.identifier or ''] then
      local following = List {}
      while blocks[i + 1] and blocks[i + 1].t == 'Div' and (has_class(blocks[i + 1], 'source')
          or has_class(blocks[i + 1], 'notes') or has_class(blocks[i + 1], 'figure-data')) do
        following:insert(blocks[i + 1])
        i = i + 1
      end
      out:extend(group(block, following))
    else
      out:insert(block)
    end
    i = i + 1
  end
  return out
end

local function attach_data(blocks)
  if read('facts.json') then attachments[#attachments + 1] = { file = 'facts.json', mime = 'application/json',
    title = 'Alle genoemde cijfers met hun herkomst' } end
  for _, item in ipairs(attachments) do
    local file = item.file or 'data/' .. item.label .. '.csv'
    if read(file) then
      blocks:insert(raw(string.format('#attachment(%s, %s, %s)', quoted(file), quoted(item.mime or 'text/csv'), quoted(item.title))))
    end
  end
end

function Pandoc(doc)
  local text = read('facts.json')
  facts = text and pandoc.json.decode(text).facts or {}
  local blocks = doc.blocks:map(function(block) return block.t == 'Table' and name_table(block) or block end)
  number_all(blocks)
  blocks = pandoc.Blocks(blocks):walk { Inlines = references }
  blocks = pandoc.Blocks(assemble(blocks, doc.meta)):walk { Span = printed_fact, Quoted = quote, DefinitionList = definitions }
  if is_typst then
    attach_data(blocks)
    local year, month, day = pandoc.utils.stringify(doc.meta.date):match('(%d+)-(%d+)-(%d+)')
    doc.meta['date-typst'] = pandoc.MetaInlines { raw_inline(string.format('year: %d, month: %d, day: %d', year, month, day)) }
  end
  if is_docx then
    local meta = doc.meta -- Word keeps what it is given as document properties
    blocks:insert(1, pandoc.Div({ pandoc.Para(pandoc.utils.stringify(meta['status-text'])) }, { ['custom-style'] = 'Status' }))
    doc.meta = { title = meta.title, subtitle = meta.subtitle, author = meta.organisation, date = meta['date-text'],
      description = meta.description, lang = 'nl-NL' }
  end
  return pandoc.Pandoc(blocks, doc.meta)
end
