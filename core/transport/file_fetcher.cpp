#include "core/transport/file_fetcher.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/transport/piece_ledger.hpp"
#include "core/transport/url_text.hpp"

namespace switchback {
namespace {

FetchError missing(const std::string& name, const char* why) {
  return {"http", fmt::format("{}: {}", name, why), 404,
          "The repository or this copy of it is incomplete; try another one."};
}

// A mirror that cannot be read (permissions, a broken stick) is a mirror's failure, not this host's
// storage's.
template <typename Call>
auto as_fetch_error(Call call) {
  try {
    return call();
  } catch (const StorageError& error) {
    throw FetchError("network", error.what(), 0,
                     "Check that the directory of the repository is mounted and readable.");
  }
}

}  // namespace

struct FileFetcher::OpenFile {
  Descriptor descriptor;
  std::string name;
  std::uint64_t size = 0;
};

FileFetcher::FileFetcher(std::filesystem::path directory, std::string name,
                         const TransportOptions& options)
    : directory_(std::move(directory)), name_(std::move(name)), options_(options) {}

FileFetcher::OpenFile FileFetcher::open(const std::string& path) {
  throw_if_stopped();
  ++totals_.requests;
  OpenFile file{{}, name_ + path, 0};
  const auto decoded = percent_decode(path);
  if (!decoded || leaves_base(*decoded)) throw missing(file.name, "not a path in a repository");
  // O_NONBLOCK: a pipe in place of a file must not hang the caller.
  auto descriptor = as_fetch_error([&] {
    return open_if_exists(directory_ / std::filesystem::path("./" + *decoded),
                          O_RDONLY | O_NONBLOCK | O_NOCTTY);
  });
  if (!descriptor) throw missing(file.name, "no such file");
  file.descriptor = std::move(*descriptor);
  const struct stat info =
      as_fetch_error([&] { return stat_of(file.descriptor.get(), file.name); });
  if (!S_ISREG(info.st_mode)) throw missing(file.name, "not a regular file");
  file.size = static_cast<std::uint64_t>(info.st_size);
  return file;
}

std::string FileFetcher::fetch(const std::string& path, std::uint64_t max_length) {
  const OpenFile file = open(path);
  if (file.size > max_length)
    throw FetchError("too-large",
                     fmt::format("{}: longer than the {} bytes allowed", file.name, max_length));
  std::string content =
      as_fetch_error([&] { return pread_exact(file.descriptor.get(), file.size, 0, file.name); });
  totals_.bytes += content.size();
  return content;
}

void FileFetcher::fetch_missing(const std::string& path, std::uint64_t blob_length,
                                PieceLedger& ledger) {
  const OpenFile file = open(path);
  if (file.size != blob_length)
    throw FetchError("bad-answer", fmt::format("{}: {} bytes long instead of {}", file.name,
                                               file.size, blob_length));
  for (const std::size_t index : ledger.missing()) {
    throw_if_stopped();
    const Piece& piece = ledger.piece(index);
    std::string bytes = as_fetch_error(
        [&] { return pread_exact(file.descriptor.get(), piece.length, piece.offset, file.name); });
    totals_.bytes += bytes.size();
    if (Sha256::of(bytes) != piece.sha256)
      throw FetchError("bad-answer", fmt::format("{}: wrong content in bytes {} to {}", file.name,
                                                 piece.offset, piece.offset + piece.length - 1));
    ledger.deliver(index, std::move(bytes));
  }
}

void FileFetcher::throw_if_stopped() const {
  if (options_.stop.stop_requested()) throw Interrupted();
}

}  // namespace switchback
