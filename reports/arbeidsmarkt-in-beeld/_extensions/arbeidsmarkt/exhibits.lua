-- Figures and tables with all that belongs to them: caption, source, notes, the numbers behind them.

local base, tables = ...
local is_html, is_typst, numbers = base.is_html, base.is_typst, base.numbers
local raw, raw_inline, fail, read, html = base.raw, base.raw_inline, base.fail, base.read, base.html
local quoted, percent, capital, has_class = base.quoted, base.percent, base.capital, base.has_class
local inlines_of, join, numbered, WORDS, List = base.inlines_of, base.join, base.numbered, base.WORDS, pandoc.List

local exhibits = {
  attachments = {}, -- what travels inside the PDF: the label and what the file holds
}

local function download(label, text)
  local csv = read('data/' .. label .. '.csv')
  if not csv then return '' end
  return string.format('<a class="download" download="%s.csv" href="data:text/csv;charset=utf-8,%s">%s</a>',
    label, percent(csv), html(text))
end

local function html_group(block, label, word, caption, parts)
  local is_figure = block.t == 'Figure'
  local out = List { raw(string.format('<figure class="%s" id="%s">', is_figure and 'chart' or 'tabular', label)),
    pandoc.Plain(join(parts.message and join({ raw_inline('<figcaption><span class="message">') }, parts.message,
      { raw_inline('</span> <span class="caption" ') }) or { raw_inline('<figcaption ') },
      { raw_inline(string.format('id="%s-caption"><span class="label">%s</span> ', label, numbered(label, word))) }, caption,
      { raw_inline(parts.message and '</span></figcaption>' or '</figcaption>') })) }
  local link = download(label, 'Download de cijfers van ' .. word .. '\u{00A0}' .. numbers[label] .. ' (CSV)')
  if is_figure then
    local wide = read(parts.image.src) or fail(label, parts.image.src .. ' is not there')
    local narrow = read((parts.image.src:gsub('%.svg$', '-narrow.svg')))
    out:insert(raw('<div class="plot' .. (narrow and ' wide' or '') .. '">' .. wide .. '</div>'))
    if narrow then out:insert(raw('<div class="plot narrow">' .. narrow .. '</div>')) end
  else
    local body, columns = tables.html(block, string.format(' aria-labelledby="%s-caption"', label))
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
    local data, heads = parts.data.text, 0
    for _ in data:gmatch('<th scope="col"') do heads = heads + 1 end
    local region = heads > 2 and string.format(
      '<div class="scroll" role="region" tabindex="0" aria-label="Tabel met de cijfers bij %s %s">', word, numbers[label]) or ''
    local named = data:gsub('^<table', string.format('<table aria-label="Cijfers bij %s %s"', word, numbers[label]))
    out:insert(raw('<details><summary>Toon als tabel<span class="hidden">: de cijfers bij ' .. word .. ' '
      .. numbers[label] .. '</span></summary>' .. region .. named .. (region ~= '' and '</div>' or '') .. '</details>'))
  end
  out:insert(raw(link .. '</div></figure>'))
  return out
end

local function typst_group(block, label, word, caption, parts, placing)
  local is_figure = block.t == 'Figure'
  local head = string.format('#figure(kind: %s, supplement: [%s], caption: [', is_figure and 'image' or 'table', capital(word))
  local body
  if is_figure then
    body = List { raw_inline(string.format('chart("%s", %s)', parts.image.src, quoted(parts.alt))) }
  else
    body = tables.typst(block)
  end
  local out = List {
    raw(placing.runs_on and '#long-exhibit[' or string.format('#exhibit(first: %s)[', tostring(placing.first))) }
  if parts.message then
    out:extend { raw('#message['), pandoc.Plain(parts.message), raw(']') }
  end
  out:extend {
    pandoc.Plain(join({ raw_inline(head) }, caption, { raw_inline('], ') }, body, { raw_inline(') <' .. label .. '>') })) }
  out:insert(raw('#block(breakable: false)[')) -- below a table that runs on, on one page
  for _, part in ipairs(parts.below) do
    out:extend { raw('#' .. part.classes[1] .. '['), pandoc.Div(part.content), raw(']') }
  end
  out:extend { raw(']'), raw(parts.message and '#message-ends]' or ']') }
  return out
end

local function docx_group(block, label, word, caption, parts)
  local is_figure = block.t == 'Figure'
  local sequence = string.format('<w:fldSimple w:instr="SEQ %s \\* ARABIC"><w:r><w:t>%s</w:t></w:r></w:fldSimple>',
    capital(word), numbers[label])
  local title = pandoc.Span(join({ pandoc.Str(capital(word) .. '\u{00A0}'), raw_inline(sequence), pandoc.Str('. ') }, caption),
    { id = label })
  local out = List {}
  if parts.message then
    out:insert(pandoc.Div({ pandoc.Para(parts.message) }, { ['custom-style'] = 'Message' }))
  end
  out:insert(pandoc.Div({ pandoc.Para { title } },
    { ['custom-style'] = is_figure and 'Image Caption' or 'Table Caption' }))
  if is_figure then
    local file = parts.image.src:gsub('%.svg$', '.png')
    if not read(file) then
      fail(label, file .. ' is not there, and Word shows a chart as PNG; arbeidsmarkt quarto-project makes it')
    end
    -- Plain: Quarto takes an image that is alone in a Para for a figure of its own and prints the description below it
    local picture = pandoc.Image(parts.alt, file, '', { width = '100%' })
    out:insert(pandoc.Div({ pandoc.Plain { picture } }, { ['custom-style'] = 'Captioned Figure' }))
  else
    block.caption, block.identifier = pandoc.Caption(), ''
    for _, body in ipairs(block.bodies) do body.row_head_columns = 1 end
    local parts_of = tables.widths(tables.rows_of(block))
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

-- A figure or table with what stands below it; `placing` says how the PDF sets it: `first` of its section, `runs_on`.
function exhibits.group(block, following, placing)
  local label = block.identifier
  local word = WORDS[label:match('^(%a%a%a)')]
  local parts = { below = List {} }
  for _, div in ipairs(following) do
    if has_class(div, 'figure-data') then
      parts.data = div.content:find_if(function(one) return one.t == 'RawBlock' end)
    elseif has_class(div, 'message') then
      parts.message = inlines_of(div.content)
    else
      parts.below:insert(div)
    end
  end
  if block.t == 'Figure' then
    parts.image = block.content[1].content[1]
    parts.alt = parts.image.attributes['fig-alt'] or block.attributes['fig-alt'] or ''
    if parts.alt == '' then fail(label, 'the figure has no alternative text') end
  end
  local caption = inlines_of(block.caption.long)
  if #caption == 0 then fail(label, 'there is no caption') end
  table.insert(exhibits.attachments, { label = label, title = 'Cijfers bij ' .. word .. ' ' .. numbers[label] .. ': '
    .. pandoc.utils.stringify(caption) })
  local write = is_html and html_group or is_typst and typst_group or docx_group
  return write(block, label, word, caption, parts, placing)
end

return exhibits
