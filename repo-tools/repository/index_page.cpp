#include "repo-tools/repository/index_page.hpp"

namespace switchback {

std::string index_page(const std::string& fingerprint) {
  return R"(<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Switchback repository</title>
<h1>Switchback repository</h1>
<p>This is a repository of signed releases. To install from it, use this page's address without its file name:</p>
<pre>switchback init --repo URL --product PRODUCT --trust )" +
         fingerprint + R"(</pre>
<p>Compare the fingerprint with the one that the publisher gave you by another way.</p>
</html>
)";
}

}  // namespace switchback
