#include <fcntl.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "base/files.hpp"
#include "base/terminal/bar_progress.hpp"
#include "base/terminal/json_progress.hpp"
#include "base/terminal/plain_progress.hpp"
#include "base/terminal/progress_text.hpp"
#include "tests/support/pseudo_terminal.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using namespace std::chrono_literals;

namespace {

// A file that a renderer writes to, and a clock that stands still unless told.
struct Stage {
  test::TemporaryDirectory directory;
  Descriptor file = open_file(directory / "progress", O_WRONLY | O_CREAT | O_APPEND, 0600);
  std::chrono::steady_clock::time_point time{};

  ProgressRenderer::Clock clock() {
    return [this] { return time; };
  }
  std::vector<std::string> lines() const {
    std::istringstream text(read_file(directory / "progress", 1 << 24));
    std::vector<std::string> result;
    for (std::string line; std::getline(text, line);) result.push_back(line);
    return result;
  }
};

constexpr auto kBytes = ProgressUnit::bytes;

}  // namespace

TEST_CASE("progress modes have four names") {
  CHECK(parse_progress_mode("auto") == ProgressMode::automatic);
  CHECK(parse_progress_mode("plain") == ProgressMode::plain);
  CHECK(parse_progress_mode("none") == ProgressMode::none);
  CHECK(parse_progress_mode("json") == ProgressMode::json);
  CHECK_FALSE(parse_progress_mode("bars"));
}

TEST_CASE("plain progress writes at most one line per tenth") {
  Stage stage;
  PlainProgress progress(stage.file.get(), stage.clock());
  for (std::uint64_t i = 0; i <= 1000; ++i) progress.report("download", i * 512, 512'000, kBytes);
  const auto lines = stage.lines();
  REQUIRE(lines.size() == 10);
  CHECK(lines.front().starts_with("download: 10 %, 50.0 KiB of 500 KiB"));
  CHECK(lines.back().starts_with("download: 100 %, 500 KiB"));
}

TEST_CASE("plain progress speaks every 30 seconds where a tenth takes longer") {
  Stage stage;
  PlainProgress progress(stage.file.get(), stage.clock());
  for (int second = 0; second <= 95; ++second) {
    progress.report("hash", 1, 1000, kBytes);
    progress.report("walk", static_cast<std::uint64_t>(second), 0, ProgressUnit::items);
    stage.time += 1s;
  }
  const auto lines = stage.lines();
  CHECK(std::count_if(lines.begin(), lines.end(),
                      [](const auto& line) { return line.starts_with("hash:"); }) == 3);
  CHECK(std::count_if(lines.begin(), lines.end(),
                      [](const auto& line) { return line.starts_with("walk:"); }) == 3);
}

TEST_CASE("a phase that is reported done twice is shown once") {
  Stage stage;
  PlainProgress progress(stage.file.get(), stage.clock());
  progress.report("verify", 5, 5, ProgressUnit::items);
  progress.report("verify", 5, 5, ProgressUnit::items);
  CHECK(stage.lines() == std::vector<std::string>{"verify: 100 %, 5, in 0 ms"});
}

TEST_CASE("a phase may come again with the next update of a plan") {
  Stage stage;
  PlainProgress progress(stage.file.get(), stage.clock());
  progress.report("verify", 5, 5, ProgressUnit::items);
  progress.report("verify", 1, 7, ProgressUnit::items);
  progress.report("verify", 7, 7, ProgressUnit::items);
  CHECK(stage.lines().size() == 3);
}

TEST_CASE("json progress is one object a line and always tells the end") {
  Stage stage;
  JsonProgress progress(stage.file.get(), stage.clock());
  for (std::uint64_t i = 0; i <= 100; ++i) {
    progress.report("down\"load\xff", i, 100, kBytes);
    stage.time += 10ms;
  }
  const auto lines = stage.lines();
  CHECK(lines.size() == 6);  // at 0, 200, 400, 600, 800 ms and at the end
  for (const auto& line : lines) CHECK(nlohmann::json::parse(line).at("unit") == "bytes");
  const auto first = nlohmann::json::parse(lines.front());
  CHECK(first.at("per_second").is_null());
  const auto last = nlohmann::json::parse(lines.back());
  CHECK(last.at("done") == 100);
  CHECK(last.at("finished") == true);
  CHECK(last.at("elapsed_ms") == 1000);
}

TEST_CASE("reports from many threads tear no line") {
  Stage stage;
  {
    JsonProgress progress(stage.file.get());
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&progress, thread] {
        for (std::uint64_t i = 1; i <= 2000; ++i)
          progress.report("phase " + std::to_string(thread), i, 2000, kBytes);
      });
  }
  int finished = 0;
  for (const auto& line : stage.lines())
    finished += nlohmann::json::parse(line).at("finished") == true ? 1 : 0;
  CHECK(finished == 4);
}

TEST_CASE("a bar is redrawn in place and stays as a line when finished") {
  const test::PseudoTerminal terminal;
  BarProgress progress(terminal.fd());
  progress.report("download", 512, 1024, kBytes);
  CHECK(terminal.wait_for("512 B of 1.00 KiB").find("\r\x1b[Kdownload [############...") !=
        std::string::npos);
  progress.report("download", 1024, 1024, kBytes);
  CHECK(terminal.wait_for("\n").find("100 %") != std::string::npos);
}

TEST_CASE("a line of text takes the bar off the terminal first") {
  const test::PseudoTerminal terminal;
  BarProgress progress(terminal.fd());
  progress.report("download", 1, 1024, kBytes);
  terminal.wait_for("1 B of");
  progress.line("warning: x");
  CHECK(terminal.wait_for("warning: x").find("\r\x1b[Kwarning: x") != std::string::npos);
}

TEST_CASE("progress by itself is a bar on a terminal and lines elsewhere") {
  const test::PseudoTerminal terminal;
  Stage stage;
  const auto is_bar = [](ProgressMode mode, const Environment& environment, int fd) {
    return dynamic_cast<BarProgress*>(make_progress(mode, environment, fd).get()) != nullptr;
  };
  CHECK(is_bar(ProgressMode::automatic, Environment(), terminal.fd()));
  CHECK_FALSE(is_bar(ProgressMode::automatic, Environment{{"TERM", "dumb"}}, terminal.fd()));
  CHECK_FALSE(is_bar(ProgressMode::automatic, Environment(), stage.file.get()));
  CHECK_FALSE(is_bar(ProgressMode::plain, Environment(), terminal.fd()));
}

TEST_CASE("no progress writes nothing") {
  Stage stage;
  const auto progress = make_progress(ProgressMode::none, Environment(), stage.file.get());
  progress->report("download", 1, 1, kBytes);
  CHECK(stage.lines().empty());
}

TEST_CASE("a full disk under the progress display stops nothing") {
  const Descriptor full = open_file("/dev/full", O_WRONLY);
  PlainProgress progress(full.get());
  CHECK_NOTHROW(progress.report("download", 1, 1, kBytes));
}

TEST_CASE("percentages are rounded down and only the end is 100") {
  CHECK(percent_of(0, 0) == 0);
  CHECK(percent_of(999, 1000) == 99);
  CHECK(percent_of(1000, 1000) == 100);
  CHECK(percent_of(2000, 1000) == 100);
  CHECK(percent_of((1ULL << 62) - 1, 1ULL << 62) == 99);
}

TEST_CASE("a bar line fits any width") {
  const PhaseView phase{"download", 12'000'000, 40'000'000, kBytes, 4s, 3e6, 10s, false};
  for (std::size_t width = 0; width < 120; ++width) CHECK(bar_text(phase, width).size() <= width);
  CHECK(bar_text(phase, 120).find("10 s left") != std::string::npos);
  CHECK(bar_text(phase, 60).find('[') == std::string::npos);
}
