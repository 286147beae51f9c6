/* Advertises its name encrypted, under a new randomizer each second. */
#include "../../ead_common.h"

int main(void) {
  const struct bt_data inside = BT_DATA(BT_DATA_NAME_COMPLETE, EAD_NAME, sizeof(EAD_NAME) - 1);
  uint8_t plain[BT_DATA_SERIALIZED_SIZE(sizeof(EAD_NAME) - 1)];
  uint8_t encrypted[BT_EAD_ENCRYPTED_PAYLOAD_SIZE(sizeof(plain))];
  const struct bt_data ad[] = {
      BT_DATA(BT_DATA_ENCRYPTED_AD_DATA, encrypted, sizeof(encrypted)),
  };
  bt_data_serialize(&inside, plain);
  int err = bt_enable(NULL);
  if (err == 0) err = bt_ead_encrypt(ead_key, ead_iv, plain, sizeof(plain), encrypted);
  if (err == 0) err = bt_le_adv_start(BT_LE_ADV_NCONN, ad, ARRAY_SIZE(ad), NULL, 0);
  printk("advertising %u octets (%d)\n", (unsigned int)sizeof(encrypted), err);
  while (err == 0) {
    k_sleep(K_SECONDS(1));
    err = bt_ead_encrypt(ead_key, ead_iv, plain, sizeof(plain), encrypted);
    if (err == 0) err = bt_le_adv_update_data(ad, ARRAY_SIZE(ad), NULL, 0);
  }
  return 1;
}
