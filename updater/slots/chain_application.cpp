#include "updater/slots/chain_application.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/delta/apply_delta.hpp"
#include "updater/slots/directory_cursor.hpp"
#include "updater/slots/layered_sources.hpp"
#include "updater/slots/staged_files.hpp"

namespace switchback {
namespace {

constexpr std::size_t kCopyLength = 1024 * 1024;

}  // namespace

ChainApplication::ChainApplication(const DeltaStaging& staging, TreeWriter& writer, int tree_fd)
    : staging_(staging),
      writer_(writer),
      tree_fd_(tree_fd),
      slot_files_(*staging.layout, *staging.from),
      index_(staging.from->index),
      entries_(staging.draft->index) {}

ChainApplication::~ChainApplication() {
  for (const auto& layer : layers_) bytes_written_ += layer->bytes_written();
  if (staging_.bytes_written != nullptr) *staging_.bytes_written += bytes_written_;
}

void ChainApplication::run() {
  for (std::size_t i = 0; i + 1 < staging_.steps.size(); ++i) pass(i);
  finish();
}

void ChainApplication::apply(std::size_t number, MadeFiles& made,
                             const std::filesystem::path& index_path) {
  const DeltaStep& step = staging_.steps[number];
  const Descriptor index = open_file(index_path, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
  const auto sink = [&](std::string_view bytes) {
    write_all(index.get(), bytes, index_path.string());
  };
  const auto apply_to = [&](WholeFiles& old_files) {
    apply_delta(step.delta->header(), step.delta->pieces(), index_, step.expected, old_files, made,
                sink, staging_.stop);
  };
  if (number == 0) return apply_to(slot_files_);
  LayeredSources sources((*staging_.places)[number - 1], slot_files_, layers_);
  apply_to(sources);
}

void ChainApplication::pass(std::size_t number) {
  layers_.push_back(
      std::make_unique<SideFiles>(staging_.layout->incoming() / side_folder_name(number + 1)));
  const auto path = layers_.back()->index_path();
  apply(number, *layers_.back(), path);
  index_ = IndexFile::open(path, staging_.steps[number].expected, staging_.stop);
}

void ChainApplication::finish() {
  StagedFiles made_files(tree_fd_, writer_, *staging_.draft, staging_.stop);
  const auto temporary = staging_.layout->incoming() / "index.new";
  try {
    apply(staging_.steps.size() - 1, made_files, temporary);
  } catch (...) {
    bytes_written_ += made_files.bytes_written();
    throw;
  }
  bytes_written_ += made_files.bytes_written();
  take_inherited();
  if (std::rename(temporary.c_str(), staging_.layout->incoming_index().c_str()) != 0)
    throw StorageError("rename", staging_.layout->incoming_index().string(), errno);
}

// Only now: until here the last delta may have read them. Equal ones lie side by side, and the last
// of them takes the file itself.
void ChainApplication::take_inherited() {
  if (staging_.inherited == nullptr) return;
  const std::vector<InheritedFile>& files = *staging_.inherited;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (staging_.stop.stop_requested()) throw Interrupted();
    if (i + 1 < files.size() && files[i + 1].place == files[i].place) {
      copy_inherited(files[i]);
    } else {
      move_inherited(files[i]);
    }
  }
}

void ChainApplication::move_inherited(const InheritedFile& file) {
  const TreeEntry& entry = entries_.at(file.ordinal);
  DirectoryCursor tree(tree_fd_);
  layers_.at(file.place.layer - 1)
      ->move(file.place.ordinal, tree.parent_of(entry.path), DirectoryCursor::name_of(entry.path));
  writer_.finish_file(writer_.open_existing(entry.path), entry);
}

void ChainApplication::copy_inherited(const InheritedFile& file) {
  const TreeEntry& entry = entries_.at(file.ordinal);
  const Descriptor made = layers_.at(file.place.layer - 1)->open_made(file.place.ordinal);
  const Descriptor output = writer_.create_file(entry.path);
  std::string buffer(std::min<std::uint64_t>(kCopyLength, entry.size), '\0');
  for (std::uint64_t offset = 0; offset < entry.size;) {
    if (staging_.stop.stop_requested()) throw Interrupted();
    const std::size_t count =
        pread_some(made.get(), buffer.data(), buffer.size(), offset, entry.path);
    if (count == 0) throw StorageError("read", entry.path, EIO);
    write_all(output.get(), std::string_view(buffer.data(), count), entry.path);
    offset += count;
  }
  writer_.finish_file(output, entry);
  bytes_written_ += entry.size;
}

}  // namespace switchback
