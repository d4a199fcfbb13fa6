// SQLite behind RAII: errors are StorageError, statements are finalized, transactions roll back
// unless committed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace switchback {

class Statement {
 public:
  ~Statement();
  Statement(Statement&&) noexcept;

  // Parameters are numbered from 1.
  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, std::int64_t number);
  Statement& bind_optional(int index, const std::optional<std::string>& text);
  // True while there is a row.
  bool step();
  // Runs a statement that returns no rows and makes it ready for the next binding.
  void run();

  std::string text(int column) const;
  std::optional<std::string> optional_text(int column) const;
  std::int64_t number(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(sqlite3* database, sqlite3_stmt* statement);
  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
 public:
  enum class Mode { read_only, read_write, create };
  // WAL with synchronous=FULL: a committed transaction survives a power cut. The WAL is left in
  // place on close, because a checkpoint would cost every short command two more fsyncs.
  static Database open(const std::filesystem::path& path, Mode mode);

  Statement prepare(std::string_view sql);
  void execute(const std::string& sql);
  // Rows changed by the last statement.
  std::int64_t changes() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit Database(sqlite3* database) : database_(database) {}
  std::unique_ptr<sqlite3, Close> database_;
};

class StateTransaction {
 public:
  explicit StateTransaction(Database& database);
  StateTransaction(const StateTransaction&) = delete;
  StateTransaction& operator=(const StateTransaction&) = delete;
  ~StateTransaction();
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace switchback
