/* Tries to connect. */
#include "../../client.h"

int main(void) {
  int err = bt_enable(NULL);
  if (err == 0) err = client_connect("Westwind door");
  /* Whoever is not heard thinks that it is connected, for six intervals. */
  k_sleep(K_SECONDS(1));
  printk("%s\n", err == 0 && client_link != NULL ? "let in" : "kept out");
  return 0;
}
