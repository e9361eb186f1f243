// bench-grpc-client ADDRESS CERTIFICATE|- OUTSTANDING BYTES WARM_MS WINDOW_MS [NAME=PID]...
// Keeps OUTSTANDING asynchronous unary calls under way from one thread and says how it went (measure.h). Each call has a deadline, as ours.
#include "echo.grpc.pb.h"
#include "wire/measure.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

constexpr int kArguments = 7;

std::string read(const std::string &path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::shared_ptr<grpc::ChannelCredentials> credentials(const std::string &certificate) {
  if (certificate == "-") {
    return grpc::InsecureChannelCredentials();
  }
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = read(certificate);
  return grpc::SslCredentials(options);
}

struct Flight {
  std::optional<grpc::ClientContext> context;
  std::unique_ptr<grpc::ClientAsyncResponseReader<bench::Bytes>> reader;
  bench::Bytes answer;
  grpc::Status status;
  int64_t began_ns = 0;

  void launch(bench::Echo::Stub *stub, const bench::Bytes &request, grpc::CompletionQueue *queue) {
    began_ns = measure_now_ns();
    context.emplace();
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    reader = stub->AsyncCall(&*context, request, queue);
    reader->Finish(&answer, &status, this);
  }
};

}  // namespace

int main(int argc, char **argv) {
  if (argc < kArguments) {
    return 2;
  }
  auto stub = bench::Echo::NewStub(grpc::CreateChannel(argv[1], credentials(argv[2])));
  grpc::CompletionQueue queue;
  bench::Bytes request;
  request.set_payload(std::string(std::stoul(argv[4]), '\0'));
  measure *window = measure_new(std::stoi(argv[5]), std::stoi(argv[6]), argv + kArguments, size_t(argc - kArguments));
  std::vector<Flight> flights(std::stoul(argv[3]));
  for (auto &flight : flights) {
    flight.launch(stub.get(), request, &queue);
  }
  void *tag = nullptr;
  bool fine = false;
  while (queue.Next(&tag, &fine)) {
    auto *flight = static_cast<Flight *>(tag);
    if (!fine || !flight->status.ok()) {
      std::fprintf(stderr, "bench-grpc-client: %s\n", flight->status.error_message().c_str());
      _exit(1);
    }
    if (!measure_take(window, flight->began_ns)) {
      break;
    }
    flight->launch(stub.get(), request, &queue);
  }
  measure_print(window);
  std::fflush(stdout);
  _exit(0);  // the calls still under way are of no interest
}
