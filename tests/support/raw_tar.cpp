#include "tests/support/raw_tar.hpp"

#include <fmt/format.h>

namespace switchback::test {
namespace {

void put(std::string& header, std::size_t offset, std::string_view text) {
  header.replace(offset, text.size(), text);
}

}  // namespace

void RawTar::set_checksum(std::string& header) {
  put(header, 148, "        ");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(header, 148, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
}

std::string RawTar::header(const Header& header) {
  std::string out(512, '\0');
  put(out, 0, header.name.substr(0, 100));
  put(out, 100, fmt::format("{:07o}", header.mode));
  put(out, 108, "0000000");
  put(out, 116, "0000000");
  put(out, 124, fmt::format("{:011o}", header.size));
  put(out, 136, "00000000000");
  out[156] = header.type;
  put(out, 157, header.link.substr(0, 100));
  put(out, 257, std::string_view("ustar\00000", 8));
  put(out, 345, header.prefix.substr(0, 155));
  if (header.change) header.change(out);
  set_checksum(out);
  return out;
}

std::string RawTar::record(const std::string& key, const std::string& value) {
  const std::size_t rest = key.size() + value.size() + 3;
  std::size_t length = rest + std::to_string(rest).size();
  if (std::to_string(length).size() != std::to_string(rest).size())
    length = rest + std::to_string(length).size();
  return std::to_string(length) + " " + key + "=" + value + "\n";
}

RawTar& RawTar::add(const Header& fields) {
  return bytes(header(fields));
}

RawTar& RawTar::bytes(std::string_view raw) {
  bytes_ += raw;
  return *this;
}

RawTar& RawTar::content(std::string_view content) {
  bytes_ += content;
  bytes_.append((512 - content.size() % 512) % 512, '\0');
  return *this;
}

RawTar& RawTar::file(const std::string& name, std::string_view body, unsigned mode) {
  return add({name, '0', body.size(), mode, {}, {}, {}}).content(body);
}

RawTar& RawTar::directory(const std::string& name, unsigned mode) {
  return add({name, '5', 0, mode, {}, {}, {}});
}

RawTar& RawTar::symlink(const std::string& name, const std::string& target) {
  return add({name, '2', 0, 0777, target, {}, {}});
}

RawTar& RawTar::extension(char type, std::string_view body) {
  const std::string name = type == 'L' || type == 'K' ? "././@LongLink" : "PaxHeader/x";
  return add({name, type, body.size(), 0644, {}, {}, {}}).content(body);
}

}  // namespace switchback::test
