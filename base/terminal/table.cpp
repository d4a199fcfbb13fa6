#include "base/terminal/table.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/terminal/error_message.hpp"

namespace switchback {
namespace {

constexpr std::size_t kGap = 2;

std::string padded(const std::string& cell, std::size_t width, Align align) {
  const std::string blanks(width - std::min(width, display_width(cell)), ' ');
  return align == Align::left ? cell + blanks : blanks + cell;
}

std::string without_trailing_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

void Table::add(std::vector<std::string> cells) {
  if (cells.size() > columns_.size()) throw std::logic_error("table: more cells than columns");
  cells.resize(columns_.size());
  for (auto& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text(const Style& style) const {
  std::vector<std::size_t> widths;
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    titles.push_back(columns_[i].title);
    std::size_t width = display_width(columns_[i].title);
    for (const auto& row : rows_) width = std::max(width, display_width(row[i]));
    widths.push_back(width);
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string result;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) result.append(kGap, ' ');
      result += padded(cells[i], widths[i], columns_[i].align);
    }
    return without_trailing_blanks(std::move(result));
  };
  std::string result = style.bold(line(titles)) + "\n";
  for (const auto& row : rows_) result += line(row) + "\n";
  return result;
}

std::string format_fields(const std::vector<std::pair<std::string, std::string>>& fields,
                          const Style& style) {
  std::size_t width = 0;
  for (const auto& [name, value] : fields) width = std::max(width, display_width(name));
  std::string result;
  for (const auto& [name, value] : fields) {
    const std::string blanks(width - display_width(name) + kGap, ' ');
    result += style.bold(name + ":") + without_trailing_blanks(blanks + printable(value)) + "\n";
  }
  return result;
}

}  // namespace switchback
