#include "updater/slots/fingerprints.hpp"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr std::string_view kMagic = "SBFPRNT1";
constexpr std::uint64_t kHeaderLength = 8 + 32;
constexpr std::uint64_t kRecordLength = 32;
constexpr std::uint64_t kBufferedRecords = 2048;
constexpr std::int64_t kSettleNs = 10'000'000;

static_assert(std::endian::native == std::endian::little,
              "records are written as they are in memory");
static_assert(sizeof(Fingerprint) == kRecordLength);

std::int64_t nanoseconds(const struct timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

Fingerprint fingerprint_of(const struct stat& info) {
  return {static_cast<std::uint64_t>(info.st_size), nanoseconds(info.st_mtim),
          nanoseconds(info.st_ctim), info.st_ino};
}

Fingerprint settled_fingerprint(const struct stat& info, std::int64_t now_ns) {
  if (now_ns - nanoseconds(info.st_ctim) < kSettleNs) return {};
  return fingerprint_of(info);
}

std::int64_t realtime_ns() {
  struct timespec time {};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return nanoseconds(time);
}

std::optional<FingerprintReader> FingerprintReader::open(const std::filesystem::path& path,
                                                         const Sha256Digest& list_sha256,
                                                         std::uint64_t entries) {
  auto file = open_if_exists(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!file) return std::nullopt;
  const auto size = static_cast<std::uint64_t>(stat_of(file->get(), path.string()).st_size);
  if (size != kHeaderLength + entries * kRecordLength) return std::nullopt;
  const std::string header = pread_exact(file->get(), kHeaderLength, 0, path.string());
  if (!header.starts_with(kMagic) || header.substr(kMagic.size()) != list_sha256.view())
    return std::nullopt;
  return FingerprintReader(std::move(*file), path.string());
}

Fingerprint FingerprintReader::at(std::uint64_t ordinal) {
  const std::uint64_t buffered = buffer_.size() / kRecordLength;
  if (ordinal < buffer_start_ || ordinal >= buffer_start_ + buffered) {
    buffer_.resize(kBufferedRecords * kRecordLength);
    buffer_.resize(pread_some(file_.get(), buffer_.data(), buffer_.size(),
                              kHeaderLength + ordinal * kRecordLength, name_));
    buffer_start_ = ordinal;
    if (buffer_.size() < kRecordLength) return {};
  }
  Fingerprint fingerprint;
  std::memcpy(&fingerprint, buffer_.data() + (ordinal - buffer_start_) * kRecordLength,
              kRecordLength);
  return fingerprint;
}

FingerprintWriter::FingerprintWriter(std::filesystem::path path, const Sha256Digest& list_sha256)
    : path_(std::move(path)), temporary_(path_.string() + ".new") {
  ::unlink(temporary_.c_str());
  file_ = open_file(temporary_, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  buffer_.assign(kMagic);
  buffer_.append(list_sha256.view());
}

FingerprintWriter::~FingerprintWriter() {
  if (!committed_) ::unlink(temporary_.c_str());
}

void FingerprintWriter::add(const Fingerprint& fingerprint) {
  buffer_.append(reinterpret_cast<const char*>(&fingerprint), kRecordLength);
  if (buffer_.size() >= kBufferedRecords * kRecordLength) flush();
}

void FingerprintWriter::flush() {
  write_all(file_.get(), buffer_, temporary_.string());
  buffer_.clear();
}

void FingerprintWriter::commit() {
  flush();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0)
    throw StorageError("rename", path_.string(), errno);
  committed_ = true;
}

}  // namespace switchback
