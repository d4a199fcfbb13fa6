// nginx on loopback with the example configuration that is shipped.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/descriptor.hpp"
#include "tests/contract/transport/mirror_site.hpp"
#include "tests/support/temporary_directory.hpp"

namespace switchback::test {

class NginxSite : public MirrorSite {
 public:
  // Empty where it is not installed.
  static std::string program();

  // `ranges` replaces the example's max_ranges where it is not 0.
  explicit NginxSite(unsigned ranges = 0);
  NginxSite(const NginxSite&) = delete;
  NginxSite& operator=(const NginxSite&) = delete;
  ~NginxSite() override;

  std::string url() const override;
  void put(const std::string& path, const std::string& content) override;

 private:
  std::string listen();  // returns where
  void write_configuration(const std::string& address, unsigned ranges) const;
  void start();

  TemporaryDirectory directory_;
  Descriptor listener_;
  std::string address_;
  pid_t process_ = 0;
};

}  // namespace switchback::test
