-- Running text: numbers of sections, figures and tables, references to them, printed facts, quotes, definitions.

local base = ...
local is_html, is_typst, is_docx, numbers, facts = base.is_html, base.is_typst, base.is_docx, base.numbers, base.facts
local raw_inline, fail, html, capital = base.raw_inline, base.fail, base.html, base.capital
local has_class, inlines_of, join, WORDS, List = base.has_class, base.inlines_of, base.join, base.WORDS, pandoc.List

local text = {}

function text.number_all(blocks)
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
function text.name_table(block)
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
    local shown = word .. '\u{00A0}' .. numbers[citation.id]
    if at_start and i == 1 then shown = capital(shown) end
    if citation.mode == 'SuppressAuthor' then shown = numbers[citation.id] end
    parts:insert(pandoc.Link(shown, '#' .. citation.id))
  end
  return parts
end

function text.references(inlines)
  if not inlines:find_if(function(inline) return inline.t == 'Cite' end) then return nil end
  local result = List {}
  for i, inline in ipairs(inlines) do
    local parts = inline.t == 'Cite' and reference(inline, begins_sentence(inlines, i))
    if parts then result:extend(parts) else result:insert(inline) end
  end
  return pandoc.Inlines(result)
end

function text.printed_fact(span)
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
function text.quote(inline)
  if not is_typst then return nil end
  local single = inline.quotetype == 'SingleQuote'
  return join({ raw_inline(single and '‘' or '“') }, inline.content, { raw_inline(single and '’' or '”') })
end

-- pandoc puts each definition in a block of its own, on a line of its own.
function text.definitions(list)
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

return text
