// bench-grpc-server ADDRESS [CERTIFICATE KEY]: answers with what came, asynchronously: one completion queue, one thread, 128 calls
// waiting, until SIGTERM.
#include "echo.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int kWaiting = 128;

std::string read(const char *path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class Call {
 public:
  Call(bench::Echo::AsyncService *service, grpc::ServerCompletionQueue *queue) : service_(service), queue_(queue) {
    ask();
  }
  void proceed() {
    if (answering_) {
      ask();
      return;
    }
    answering_ = true;
    answer_.set_payload(request_.payload());
    writer_->Finish(answer_, grpc::Status::OK, this);
  }

 private:
  void ask() {
    answering_ = false;
    context_ = std::make_unique<grpc::ServerContext>();
    writer_ = std::make_unique<grpc::ServerAsyncResponseWriter<bench::Bytes>>(context_.get());
    service_->RequestCall(context_.get(), &request_, writer_.get(), queue_, queue_, this);
  }
  bench::Echo::AsyncService *service_;
  grpc::ServerCompletionQueue *queue_;
  std::unique_ptr<grpc::ServerContext> context_;
  std::unique_ptr<grpc::ServerAsyncResponseWriter<bench::Bytes>> writer_;
  bench::Bytes request_, answer_;
  bool answering_ = false;
};

std::shared_ptr<grpc::ServerCredentials> credentials(int argc, char **argv) {
  if (argc < 4) {
    return grpc::InsecureServerCredentials();
  }
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({read(argv[3]), read(argv[2])});
  return grpc::SslServerCredentials(options);
}

}  // namespace

int main(int argc, char **argv) {
  if (argc < 2) {
    return 2;
  }
  std::signal(SIGTERM, [](int) { _exit(0); });
  bench::Echo::AsyncService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(argv[1], credentials(argc, argv));
  builder.RegisterService(&service);
  auto queue = builder.AddCompletionQueue();
  auto server = builder.BuildAndStart();
  if (server == nullptr) {
    return 2;
  }
  std::vector<std::unique_ptr<Call>> calls;
  for (int i = 0; i < kWaiting; i++) {
    calls.push_back(std::make_unique<Call>(&service, queue.get()));
  }
  void *tag = nullptr;
  bool fine = false;
  while (queue->Next(&tag, &fine)) {
    if (fine) {
      static_cast<Call *>(tag)->proceed();
    }
  }
  return 0;
}
