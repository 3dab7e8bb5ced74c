-- Tables: scopes and names in HTML, columns that fit the page in Typst and Word.

local base = ...
local is_typst, is_docx = base.is_typst, base.is_docx
local raw_inline, inlines_of, List = base.raw_inline, base.inlines_of, pandoc.List

local tables = {}

local function cells_of(row) return row.cells:map(function(cell) return inlines_of(cell.contents) end) end

function tables.rows_of(block)
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

-- Written by pandoc and then amended as text: a table has hundreds of cells, and handing each of them over to Lua and
-- back takes longer than all the rest.
function tables.html(block, name)
  block = block:clone()
  block.caption, block.identifier = pandoc.Caption(), ''
  block.colspecs = block.colspecs:map(function(spec) return { spec[1] } end)
  for _, body in ipairs(block.bodies) do body.row_head_columns = 1 end
  local written = pandoc.write(pandoc.Pandoc { block }, 'html', { wrap_text = 'none' })
  local head, body = written:gsub(' style="text%-align: right;"', ' class="num"'):gsub(' style="text%-align: %a+;"', '')
    :gsub('<tr class="%a+">', '<tr>'):match('^<table>%s*(<thead>.-</thead>)%s*(<tbody>.*</tbody>)%s*</table>')
  head = head:gsub('<th([ >])', '<th scope="col"%1')
  body = body:gsub('<th([ >])', '<th scope="row"%1')
    :gsub('(<td class="num">[^<]*%d)(%*+)</td>', '%1<span class="mark">%2</span></td>')
  return base.raw('<table' .. name .. '>' .. head .. body .. '</table>'), #block.colspecs
end

-- How wide the columns are, in letters. Each is at least as wide as its longest word, so that nothing overlaps (long
-- words of the heads may be hyphenated); what is left goes to those with long cells.
local ROOM, GAP = 88, 2.2 -- letters on a line at the usual size; around a column
local LONG_WORD = 20 -- words are hyphenated from here
if is_docx then ROOM, LONG_WORD = 96, 24 end -- Word breaks words anywhere
local HALF = 0.62 -- of the page, for a table of one or two columns that needs no more

-- Words stay whole in Word too where a wider font stands in for the report's; what holds a digit always.
local WIDE_DIGITS, WIDE = is_docx and 1.35 or 1, is_docx and 1.2 or 1

local function longest_word(inlines)
  local most = 3
  for word in pandoc.utils.stringify(inlines):gmatch('[^%s%-]+') do
    most = math.max(most, (utf8.len(word) or 0) * (word:match('%d') and WIDE_DIGITS or WIDE))
  end
  return most
end

function tables.widths(heads, rows)
  local least, wanted, needed, asked = {}, {}, 0, 0
  for i, head in ipairs(heads) do
    local word, cell = 0, 0
    for _, row in ipairs(rows) do
      word = math.max(word, longest_word(row[i]))
      cell = math.max(cell, utf8.len(pandoc.utils.stringify(row[i])) or 0)
    end
    least[i] = math.min(math.max(word, longest_word(head)), LONG_WORD)
    wanted[i] = math.max(least[i], math.min(cell, 240), longest_word(head))
    needed, asked = needed + least[i], asked + wanted[i]
  end
  local wide = #heads > 2 or asked > HALF * ROOM - GAP * #heads
  local room = (wide and 1 or HALF) * ROOM - GAP * #heads
  local size = math.min(1, room / needed)
  local share = asked > needed and math.max(0, math.min(1, (room / size - needed) / (asked - needed))) or 0
  local result = heads:map(function(_, i) return least[i] + share * (wanted[i] - least[i]) + GAP end)
  return result, size, wide
end

-- A word that fits no column may be hyphenated; all others stay whole.
local function breakable(inlines)
  return pandoc.Inlines(inlines):walk { Str = function(word)
    if (utf8.len(word.text) or 0) <= LONG_WORD then return nil end
    return { raw_inline('#text(hyphenate: true)['), word, raw_inline(']') }
  end }
end

local SHORT, LONG = 12, 38 -- lines that a table may always have, and have at most, when it is kept in one piece
local ENOUGH = 900 -- letters of text that fill most of what a table leaves of a page when it goes to the next

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

-- Whether a table runs on from page to page: when it is long, or when too little text follows to fill the page before it.
function tables.runs_on(block, text_after)
  local heads, rows = tables.rows_of(block)
  local lines = lines_of(tables.widths(heads, rows), rows)
  return lines > LONG or (lines > SHORT and text_after < ENOUGH)
end

function tables.typst(block)
  local heads, rows = tables.rows_of(block)
  local right = block.colspecs:map(function(spec) return spec[1] == 'AlignRight' end)
  local align = right:map(function(is_right) return is_right and 'right' or 'left' end)
  local columns, size, wide = tables.widths(heads, rows)
  local out = List { raw_inline(string.format('report-table((%s,), (%s,), size: %.2f, wide: %s, (',
    table.concat(columns:map(function(width) return string.format('%.1ffr', width) end), ', '),
    table.concat(align, ', '), size, tostring(wide))) }
  local function add(cells)
    for i, cell in ipairs(cells) do
      out:insert(raw_inline('['))
      out:extend(right[i] and hanging(cell) or breakable(cell))
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
  return out
end

return tables
