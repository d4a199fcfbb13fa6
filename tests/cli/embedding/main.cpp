// Upgrades a root to the newest version its channel sees: embedding ROOT
#include <iostream>
#include <switchback/error.hpp>
#include <switchback/host.hpp>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    auto host = switchback::Host::open(argv[1]);
    host.lock("embedded upgrade");
    switchback::UpdateRequest request;
    request.kind = switchback::UpdateRequest::Kind::upgrade;
    const switchback::Plan plan = host.plan(request);
    if (plan.nothing_to_do) {
      std::cout << "nothing to do\n";
      return 0;
    }
    const switchback::Update update = host.prepare(plan);
    host.activate(update);
    host.confirm(update);
    std::cout << "now " << update.to.text() << ", " << host.status().protection << "\n";
    return 0;
  } catch (const switchback::Error& error) {
    std::cerr << error.code() << ": " << error.what() << "\n" << error.next_step() << "\n";
    return 1;
  }
}
