-- What pandoc leaves to its writers, done once for every format and both engines: numbers for sections, figures and
-- tables, references to them, printed facts, the key figures, and figures and tables with all that belongs to them.
-- Runs before Quarto's own filters (at: pre-ast), which then find nothing left to number.

-- Under Quarto the script is Quarto's own; the extension then lies beside the document.
local extension
local function part(name, ...)
  for _, folder in ipairs { pandoc.path.directory(PANDOC_SCRIPT_FILE), '_extensions/arbeidsmarkt' } do
    local chunk = loadfile(pandoc.path.join { folder, name .. '.lua' })
    if chunk then
      extension = folder
      return chunk(...)
    end
  end
  error('arbeidsmarkt: ' .. name .. '.lua is missing from the extension', 0)
end

local base = part('base')
local text = part('text', base)
local tables = part('tables', base)
local exhibits = part('exhibits', base, tables)
local key_figures = part('keyfigures', base, text.printed_fact)

local is_html, is_typst, is_docx, numbers = base.is_html, base.is_typst, base.is_docx, base.numbers
local raw, raw_inline, read, quoted = base.raw, base.raw_inline, base.read, base.quoted
local has_class, join, List = base.has_class, base.join, pandoc.List

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

-- Letters of running text from a block on to the next heading: what can fill a page before a figure that does not fit.
local function text_from(blocks, i)
  local letters = 0
  while blocks[i] and blocks[i].t ~= 'Header' do
    if blocks[i].t == 'Para' or blocks[i].t == 'BulletList' then
      letters = letters + utf8.len(pandoc.utils.stringify(blocks[i]))
    end
    i = i + 1
  end
  return letters
end

-- In the PDF a section's figures and tables are gathered with the text that follows them, so that none leaves its section.
local gathered = false
local function gather(out, yes)
  if is_typst and gathered ~= yes then
    local before = out[#out]
    if yes and before and before.t == 'Para' then before.content:insert(#before.content, raw_inline('#metadata(none)<text-ends>')) end
    out:insert(raw(yes and '#gathered[' or ']'))
  end
  gathered = yes
end

-- Word's table of contents: a field that Word brings up to date when it opens the file, with the page numbers; until
-- then, and in programs that never do, it shows the headings with links to them.
local function word_contents(blocks)
  local entries = List {}
  for _, block in ipairs(blocks) do
    if block.t == 'Header' and block.level <= 2 then
      local number = numbers[block.identifier]
      local words = (number and number .. ' ' or '') .. pandoc.utils.stringify(block.content)
      entries:insert({ level = block.level, words = words, target = block.identifier })
    end
  end
  local function field(kind, rest)
    return string.format('<w:r><w:fldChar w:fldCharType="%s"%s/></w:r>', kind, rest or '')
  end
  local out = List { raw('<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>Inhoud</w:t></w:r></w:p>') }
  for i, entry in ipairs(entries) do
    local before = i == 1 and field('begin', ' w:dirty="true"')
      .. '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>' .. field('separate') or ''
    local after = i == #entries and field('end') or ''
    out:insert(raw(string.format('<w:p><w:pPr><w:pStyle w:val="TOC%d"/></w:pPr>%s<w:hyperlink w:anchor="%s" w:history="1">'
      .. '<w:r><w:t xml:space="preserve">%s</w:t></w:r></w:hyperlink>%s</w:p>', entry.level, before,
      base.html(entry.target:sub(1, 40)), base.html(entry.words), after)))
  end
  return out
end

local function assemble(blocks, meta)
  local contents = is_docx and word_contents(blocks) or nil
  local out, i = List {}, 1
  while i <= #blocks do
    local block, following = blocks[i], blocks[i + 1]
    if is_typst and block.t == 'Header' and following and following.t == 'Div' and has_class(following, 'key-messages') then
      meta['key-messages'] = pandoc.MetaBlocks { block, following } -- on the first page, beside the key figures
      i = i + 1
    elseif is_typst and block.t == 'Div' and has_class(block, 'reconstruction') then
      meta['reconstruction-said'] = pandoc.MetaBlocks(block.content)
    elseif block.t == 'Header' then
      if contents and numbers[block.identifier] then -- after the first page's figures and messages
        out:extend(contents)
        contents = nil
      end
      gather(out, false)
      out:insert(heading(block))
    elseif block.t == 'Div' and has_class(block, 'key-figures') then
      meta['key-figures'] = pandoc.MetaBlocks(key_figures(block))
      if is_docx then out:extend(key_figures(block)) end
    elseif block.t == 'Div' and has_class(block, 'remark') and not is_html then
      out:extend(is_typst and { raw('#remark['), pandoc.Div(block.content), raw(']') }
        or { pandoc.Div(block:walk { Plain = function(item) return pandoc.Para(item.content) end }.content, { ['custom-style'] = 'Remark' }) })
    elseif numbers[block.identifier or ''] then
      local below = List {}
      while blocks[i + 1] and blocks[i + 1].t == 'Div' and (has_class(blocks[i + 1], 'message')
          or has_class(blocks[i + 1], 'source') or has_class(blocks[i + 1], 'notes') or has_class(blocks[i + 1], 'figure-data')) do
        below:insert(blocks[i + 1])
        i = i + 1
      end
      local first = not gathered
      local runs_on = is_typst and block.t == 'Table' and tables.runs_on(block, text_from(blocks, i + 1))
      gather(out, not runs_on)
      out:extend(exhibits.group(block, below, { first = first, runs_on = runs_on }))
    else
      out:insert(block)
    end
    i = i + 1
  end
  gather(out, false)
  return out
end

local function attach_data(blocks)
  if read('facts.json') then table.insert(exhibits.attachments, { file = 'facts.json', mime = 'application/json',
    title = 'Alle genoemde cijfers met hun herkomst' }) end
  local known = {}
  for _, item in ipairs(exhibits.attachments) do
    if item.label then known[item.label .. '.csv'] = true end
  end
  local found, names = pcall(pandoc.system.list_directory, 'data') -- what stands in the data files alone travels too
  names = List(found and names or {}):filter(function(name) return name:match('%.csv$') and not known[name] end)
  names:sort()
  for _, name in ipairs(names) do
    table.insert(exhibits.attachments, { label = name:gsub('%.csv$', ''), title = 'Cijfers die alleen in dit bestand staan' })
  end
  for _, item in ipairs(exhibits.attachments) do
    local file = item.file or 'data/' .. item.label .. '.csv'
    if read(file) then
      blocks:insert(raw(string.format('#attachment(%s, %s, %s)', quoted(file), quoted(item.mime or 'text/csv'), quoted(item.title))))
    end
  end
end

-- The organisation's logo, from beside theme.yml; drawn into HTML and PDF themselves.
local function add_logo(meta)
  local name = meta.look and meta.look.logo and pandoc.utils.stringify(meta.look.logo) or ''
  if name == '' then return end
  local alt = pandoc.utils.stringify(meta.look['logo-alt'] or '')
  local svg = read(pandoc.path.join { extension, '..', '..', name })
  if not svg then base.fail('theme.yml', 'the logo ' .. name .. ' is not there') end
  if alt == '' then base.fail('theme.yml', 'the logo has no logo-alt') end
  if is_html then
    svg = svg:gsub('^.-<svg', '<svg role="img" aria-label="' .. base.html(alt):gsub('%%', '%%%%') .. '"', 1)
    meta['logo-drawn'] = pandoc.MetaInlines { raw_inline(svg) }
  elseif is_typst then
    meta['logo-drawn'] = pandoc.MetaInlines { raw_inline(string.format(
      'image(bytes(%s), format: "svg", height: 14mm, alt: %s)', quoted(svg), quoted(alt))) }
  end
end

-- Word keeps every key of the metadata as a property of the document: those that are the templates' business go. All
-- other keys stay as they are, in every format: Quarto keeps some of its own there and stops without them.
local OURS = { 'date-text', 'edition', 'edition-text', 'status', 'status-text', 'organisation', 'look', 'errata', 'mark', 'reconstruction', 'key-figures' }

local function document_properties(meta, blocks)
  if meta.mark then
    blocks:insert(1, pandoc.Div({ pandoc.Para(pandoc.utils.stringify(meta.mark)) }, { ['custom-style'] = 'Status' }))
  end
  local status = pandoc.Para(pandoc.utils.stringify(meta['status-text']))
  blocks:insert(1, pandoc.Div({ status }, { ['custom-style'] = 'Status' }))
  meta.author, meta.date, meta.lang = meta.organisation, meta['date-text'], pandoc.MetaString('nl-NL')
  for _, key in ipairs(OURS) do meta[key] = nil end
end

-- A filter over running text. The cells of tables hold neither references nor facts, and there are thousands of them:
-- looking into each would take longer than all the rest.
local function walk_text(block, filter)
  if block.t == 'Table' then
    block.caption.long = block.caption.long:walk(filter)
    return block
  end
  return block:walk(filter)
end

function Pandoc(doc)
  add_logo(doc.meta)
  local known = is_html and read('facts.json')
  for key, fact in pairs(known and pandoc.json.decode(known, false).facts or {}) do base.facts[key] = fact end
  local blocks = doc.blocks:map(function(block) return block.t == 'Table' and text.name_table(block) or block end)
  text.number_all(blocks)
  blocks = blocks:map(function(block)
    local refers = false -- most blocks do not, and lists of inlines are slow to hand over
    walk_text(block, { Cite = function() refers = true end })
    return refers and walk_text(block, { Inlines = text.references }) or block
  end)
  local printed = { Span = text.printed_fact, Quoted = text.quote, DefinitionList = text.definitions }
  blocks = blocks:map(function(block)
    if block.t == 'Div' and has_class(block, 'key-figures') then return block end -- these print their facts themselves
    if block.t == 'Table' and not is_html then return block:walk(printed) end -- units in heads, quotes in cells
    return walk_text(block, printed)
  end)
  blocks = assemble(blocks, doc.meta)
  if is_typst then
    attach_data(blocks)
    local year, month, day = pandoc.utils.stringify(doc.meta.date):match('(%d+)-(%d+)-(%d+)')
    for _, name in ipairs { 'organisation', 'description' } do -- strings of Typst's, where markup would be a fault
      local given = pandoc.utils.stringify(doc.meta[name] or '')
      doc.meta[name .. '-quoted'] = pandoc.MetaInlines { raw_inline(quoted(given)) }
    end
    doc.meta['date-typst'] = pandoc.MetaInlines { raw_inline(string.format('year: %d, month: %d, day: %d', year, month, day)) }
  end
  if is_docx then document_properties(doc.meta, blocks) end
  return pandoc.Pandoc(blocks, doc.meta)
end
