#include "updater/slots/content_places.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr std::size_t kBuffered = 64 * 1024;

}  // namespace

ContentPlaces::ContentPlaces(Descriptor file, std::string name)
    : file_(std::move(file)), name_(std::move(name)) {}

void ContentPlaces::add(ContentPlace place) {
  pending_.append(reinterpret_cast<const char*>(&place), sizeof place);
  if (pending_.size() >= kBuffered) finish();
}

void ContentPlaces::finish() {
  write_all(file_.get(), pending_, name_);
  pending_.clear();
}

ContentPlace ContentPlaces::at(std::uint64_t ordinal) const {
  ContentPlace place;
  char bytes[sizeof place];
  if (pread_some(file_.get(), bytes, sizeof bytes, ordinal * sizeof place, name_) != sizeof bytes)
    throw StorageError("read", name_, EIO);
  std::memcpy(&place, bytes, sizeof place);
  return place;
}

}  // namespace switchback
