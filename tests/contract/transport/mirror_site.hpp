// A place that holds a small repository, for tests which every kind of mirror must pass.
#pragma once

#include <memory>
#include <string>

namespace switchback::test {

class MirrorSite {
 public:
  virtual ~MirrorSite() = default;
  virtual std::string url() const = 0;
  virtual void put(const std::string& path, const std::string& content) = 0;
};

// "http" (a plain test server), "serve" (the embedded server of the publisher) or "file".
std::unique_ptr<MirrorSite> make_site(const std::string& kind);

}  // namespace switchback::test
