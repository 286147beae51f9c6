// What an attribute or a channel asks of the link it is used over.
#include "hci/security_need.hpp"

namespace westwind::host::hci {

SecurityLack lack_of(const LinkSecurity& link, const SecurityNeed& need) {
  if (need.asks_nothing()) return SecurityLack::none;
  // With a key at hand encryption is what is missing, else a pairing.
  if (!link.encrypted)
    return link.has_key ? SecurityLack::encryption : SecurityLack::authentication;
  if ((need.authenticated && !link.authenticated) ||
      (need.secure_connections && !link.secure_connections))
    return SecurityLack::authentication;
  return link.key_size < need.min_key_size ? SecurityLack::key_size : SecurityLack::none;
}

}  // namespace westwind::host::hci
