-- What every part of the filter uses: which format is written, raw output in it, reading files, and the numbers of
-- sections, figures and tables.

local base = {
  is_html = FORMAT:match('html') ~= nil,
  is_typst = FORMAT:match('typst') ~= nil,
  is_docx = FORMAT:match('docx') ~= nil,
  WORDS = { fig = 'figuur', tbl = 'tabel', sec = 'paragraaf' },
  numbers = {}, -- label -> '1', '2', '3.1'
  facts = {},   -- key -> FACT of facts.json
}

local format = base.is_html and 'html' or base.is_typst and 'typst' or 'openxml'

function base.raw(text) return pandoc.RawBlock(format, text) end
function base.raw_inline(text) return pandoc.RawInline(format, text) end

function base.fail(label, what) error('arbeidsmarkt: ' .. label .. ': ' .. what .. '\n', 0) end

function base.read(path)
  local file = io.open(path, 'rb')
  if not file then return nil end
  local text = file:read('a')
  file:close()
  return text
end

function base.html(text) -- escaped
  return (text:gsub('[&<>"]', { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;' }))
end

function base.quoted(text) -- a Typst string
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('\n', '\\n') .. '"'
end

local codes = {} -- byte -> '%0A'
for byte = 0, 255 do codes[string.char(byte)] = string.format('%%%02X', byte) end

function base.percent(text) return (text:gsub('[^%w%-_.~]', codes)) end

function base.capital(text) return text:sub(1, 1):upper() .. text:sub(2) end

function base.has_class(element, class) return element.classes and element.classes:includes(class) end

function base.inlines_of(blocks)
  return pandoc.utils.blocks_to_inlines(blocks, { pandoc.Space() })
end

function base.join(...)
  local all = pandoc.List {}
  for _, part in ipairs { ... } do all:extend(part) end
  return all
end

function base.numbered(label, word) return base.capital(word) .. '\u{00A0}' .. base.numbers[label] end

return base
