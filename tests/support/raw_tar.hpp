// Tar archives made byte by byte, as attackers make them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace switchback::test {

class RawTar {
 public:
  struct Header {
    std::string name;
    char type = '0';
    std::uint64_t size = 0;
    unsigned mode = 0644;
    std::string link;
    std::string prefix;
    // Changes the 512 bytes before the checksum is made.
    std::function<void(std::string&)> change;
  };

  // The 512 bytes of a ustar header with a right checksum.
  static std::string header(const Header& header);
  static void set_checksum(std::string& header);
  static std::string record(const std::string& key, const std::string& value);

  RawTar& add(const Header& header);
  RawTar& bytes(std::string_view raw);
  RawTar& content(std::string_view content);  // with padding
  RawTar& file(const std::string& name, std::string_view content = "", unsigned mode = 0644);
  RawTar& directory(const std::string& name, unsigned mode = 0755);
  RawTar& symlink(const std::string& name, const std::string& target);
  // An extension header: 'x' and 'g' with pax records, 'L' and 'K' with a name and its NUL.
  RawTar& extension(char type, std::string_view body);
  RawTar& pax(const std::string& key, const std::string& value) {
    return extension('x', record(key, value));
  }

  // With the two zero blocks that end an archive.
  std::string finish() const { return bytes_ + std::string(1024, '\0'); }
  const std::string& unfinished() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace switchback::test
