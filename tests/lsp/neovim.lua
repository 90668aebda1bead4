-- What a user of Neovim does: a mistake is seen, mended by a code action, an import in Python breaks a rule, and the
-- violation stands on its line. Run by test_editors.py in `nvim --headless --clean`, with the settings of docs/editors.md.
local function wait(what, holds)
  if not vim.wait(60000, holds, 50) then
    io.stderr:write('not seen: ' .. what .. '\n' .. vim.inspect(vim.diagnostic.get()) .. '\n')
    vim.cmd('cquit 1')
  end
end

local function messages(buffer)
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, each.message)
  end
  return table.concat(found, '\n')
end

vim.opt.hidden = true
vim.opt.swapfile = false
vim.cmd('filetype on')
dofile(vim.env.HIELEMENTS_NVIM_SETTINGS)

vim.cmd('edit hielements.hie')
local spec = vim.api.nvim_get_current_buf()
wait('the mistake', function() return messages(spec):find('package_selector', 1, true) ~= nil end)

local at = vim.diagnostic.get(spec)[1]
vim.api.nvim_win_set_cursor(0, { at.lnum + 1, at.col })
local params = vim.lsp.util.make_range_params()
params.context = { diagnostics = {} }
for _, answer in pairs(vim.lsp.buf_request_sync(spec, 'textDocument/codeAction', params, 60000) or {}) do
  for _, action in ipairs(answer.result or {}) do
    if action.isPreferred then vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16') end
  end
end
wait('the fix', function()
  return table.concat(vim.api.nvim_buf_get_lines(spec, 0, -1, true), '\n'):find('package_selektor', 1, true) == nil
end)
wait('no mistake any more', function() return #vim.diagnostic.get(spec) == 0 end)
vim.cmd('write')

vim.cmd('edit shop/api/views.py')
local views = vim.api.nvim_get_current_buf()
wait('the client', function() return #vim.tbl_keys(vim.lsp.buf_get_clients(views)) > 0 end)
vim.api.nvim_buf_set_lines(views, 3, 3, true, { 'import shop.db' })
vim.cmd('write')
wait('the violation', function() return messages(views):find('shop.db', 1, true) ~= nil end)
local violation = vim.diagnostic.get(views)[1]
local rule = violation.user_data.lsp.relatedInformation[1].location
print(vim.json.encode({ line = violation.lnum + 1, rule = rule.uri, rule_line = rule.range.start.line + 1 }))
vim.cmd('quitall!')
