#include "notification/handlers/events/words.h"

#include "bianmin/common.pb-c.h"

struct word {
  const ProtobufCEnumDescriptor *of;
  int value;
  const char *text;
};

static const struct word words[] = {
    {&bm__light__enum__descriptor, BM__LIGHT__ENUM__WARNING, "预警"},
    {&bm__light__enum__descriptor, BM__LIGHT__ENUM__YELLOW, "黄牌"},
    {&bm__light__enum__descriptor, BM__LIGHT__ENUM__RED, "红牌"},
    {&bm__outcome__enum__descriptor, BM__OUTCOME__ENUM__GRANT, "准予"},
    {&bm__outcome__enum__descriptor, BM__OUTCOME__ENUM__DENY, "不予准许"},
    {&bm__delivery_method__enum__descriptor, BM__DELIVERY_METHOD__ENUM__WINDOW, "窗口领取"},
    {&bm__delivery_method__enum__descriptor, BM__DELIVERY_METHOD__ENUM__AGENT, "代办员送达"},
    {&bm__delivery_method__enum__descriptor, BM__DELIVERY_METHOD__ENUM__POST, "邮寄"},
    {&bm__delivery_method__enum__descriptor, BM__DELIVERY_METHOD__ENUM__ELECTRONIC, "电子送达"},
};

const char *notification_word(const ProtobufCEnumDescriptor *of, int value) {
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (words[i].of == of && words[i].value == value)
      return words[i].text;
  return "";
}
