// The whole host as one object: how its parts are joined.
#include "host/host.hpp"

namespace westwind::host {

Host::Host(const Memory& memory, hci::Transport& transport, hci::StateListener& listener,
           const smp::SecurityParts& security, const Config& config)
    : config_(config), hci_(memory.hci, transport, listener), mux_(hci_),
      signalling_(mux_, memory.signalling),
      security_(mux_, security, {memory.pairings, memory.security, memory.identities}),
      att_(mux_, memory.bearers, memory.max_mtu),
      server_(att_, memory.subscriptions, memory.clients, security.aes),
      generic_services_(server_, config.caching), client_(att_),
      identity_(hci_, security_, config.static_address), advertiser_(hci_, identity_),
      scanner_(hci_, security_, identity_), initiator_(hci_, security_, identity_, scanner_),
      connections_(hci_, signalling_, memory.tasks, config.automatic_data_length) {
  server_.set_record_store(security.bonds);
  server_.set_signer(security_);
  client_.set_signer(security_);
}

}  // namespace westwind::host
