// Text in aligned columns: the same on a terminal and in a file, except for the bold header.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/terminal/color.hpp"

namespace switchback {

enum class Align { left, right };

struct Column {
  std::string title;
  Align align = Align::left;
};

// Columns a terminal gives `text`: bytes that continue a UTF-8 character count nothing. Wide (East
// Asian) and combining characters are counted as one: versions, paths and sizes have none.
std::size_t display_width(std::string_view text);

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // Missing cells are empty; more cells than columns are a std::logic_error. Control characters are
  // made printable.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  // Header and rows, two blanks between columns, no blanks at line ends, each line ended by a
  // newline.
  std::string text(const Style& style) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// "name:  value" lines for `status`-like output: values start in one column.
std::string format_fields(const std::vector<std::pair<std::string, std::string>>& fields,
                          const Style& style);

}  // namespace switchback
