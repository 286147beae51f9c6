/* Connects to whoever has the name until there are four links, all with different devices. */
#include "../../client.h"

int main(void) {
  bt_addr_le_t peers[4];
  int different = 0;
  int err = bt_enable(NULL);
  for (int i = 0; err == 0 && i < 4; ++i) {
    err = client_connect("Westwind many");
    if (err != 0) break;
    peers[i] = *bt_conn_get_dst(client_link);
    bt_conn_unref(client_link);
    client_link = NULL;
    bool is_new = true;
    for (int k = 0; k < i; ++k)
      if (bt_addr_le_eq(&peers[i], &peers[k])) is_new = false;
    different += is_new;
  }
  printk("%d devices (%d)\n", different, err);
  return err;
}
