/* The words, in Chinese. Whoever changes them raises the version: it is stored with what was told. */
#include "notification/rules/telling/template.h"

#define ZH(template, version, title, text)                                                                             \
  { (template), NOTIFICATION_INBOX, "zh", (version), (title), (text) }

const struct notification_template notification_templates[] = {
    ZH("submitted", 1, "已收件：{item_name}",
       "您申请的“{item_name}”已由{unit_name}收件，办件编号 {case_number}。\n"
       "窗口将在 5 个工作日内答复；需要补齐材料的，会一次性告知全部内容。\n"
       "可以凭办件编号和查询码查询进度。"),
    ZH("correction_asked", 1, "补正告知：{item_name}",
       "您的办件 {case_number}（{item_name}）需要补正，请补齐：{missing}。\n"
       "说明：{notes}\n"
       "请于 {by} 前补齐；逾期未补齐的，本次申请终止，可以重新申请。\n"
       "以上为一次性告知的全部内容。"),
    ZH("corrected", 1, "补正材料已收到：{item_name}",
       "您的办件 {case_number}（{item_name}）的补正材料已收到，窗口将在 5 个工作日内答复。"),
    ZH("refusal_asked", 1, "待您确认：窗口拟不予受理",
       "办件 {case_number}（{item_name}，申请人{masked_name}），{unit_name}窗口拟不予受理。\n"
       "理由：{reason}\n"
       "依据：{law}\n"
       "请在收件之日起 5 个工作日内确认或者退回；未经首席代表确认，窗口不能拒绝。"),
    ZH("refused", 1, "不予受理决定：{item_name}",
       "您的办件 {case_number}（{item_name}）不予受理，文书编号 {document_number}。\n"
       "理由：{reason}\n"
       "依据：{law}\n"
       "对本决定不服的，可以依法申请行政复议或者提起行政诉讼。\n"
       "您可以在 30 天内凭办件编号和查询码评价本次服务。"),
    ZH("redirected", 1, "请向其他机关申请：{item_name}",
       "您的办件 {case_number}（{item_name}）不属于本县办理范围，请向“{where}”申请。\n"
       "理由：{reason}\n"
       "文书编号 {document_number}。\n"
       "您可以在 30 天内凭办件编号和查询码评价本次服务。"),
    ZH("withdrawn", 1, "办件已撤回：{item_name}",
       "您的办件 {case_number}（{item_name}）已撤回。\n"
       "理由：{reason}\n"
       "您可以重新申请，也可以在 30 天内凭办件编号和查询码评价本次服务。"),
    ZH("lapsed", 1, "办件已终止：{item_name}",
       "您的办件 {case_number}（{item_name}）因逾期未补正已终止。\n"
       "说明：{reason}\n"
       "您可以重新申请，也可以在 30 天内凭办件编号和查询码评价本次服务。"),
    ZH("accepted", 1, "受理通知：{item_name}",
       "您的办件 {case_number}（{item_name}）已受理，受理日期 {accepted_on}，回执编号 {receipt_number}。\n"
       "承诺办结日期：{promised_due}\n"
       "法定办结日期：{statutory_due}\n"
       "承办：{office_name}\n"
       "可以凭办件编号和查询码查询进度。"),
    ZH("accepted_office", 1, "新受理办件：{item_name}",
       "{unit_name}受理的办件 {case_number}（{item_name}，申请人{masked_name}）由{office_name}办理。\n"
       "承诺办结日期：{promised_due}\n"
       "法定办结日期：{statutory_due}"),
    ZH("clock_moved", 1, "办理期限变更：{item_name}",
       "您的办件 {case_number}（{item_name}）的办理期限有变更。\n"
       "承诺办结日期：{promised_due}\n"
       "法定办结日期：{statutory_due}\n"
       "原因：{why}"),
    ZH("light", 1, "{light}：{item_name}",
       "办件 {case_number}（{item_name}，{unit_name}）于 {on} 触发{light}。\n"
       "承办：{office_name}\n"
       "当前承办人：{held_by}\n"
       "请督促办理。"),
    ZH("granted", 1, "办理决定（准予）：{item_name}",
       "您的办件 {case_number}（{item_name}）已于 {decided_on} 作出决定：准予。文书编号 {document_number}。\n"
       "证照编号：{certificate_number}\n"
       "有效期至：{certificate_valid_until}\n"
       "说明：{reasons}\n"
       "请等候送达，或者到窗口领取。"),
    ZH("denied", 1, "办理决定（不予准许）：{item_name}",
       "您的办件 {case_number}（{item_name}）已于 {decided_on} 作出决定：不予准许。文书编号 {document_number}。\n"
       "理由：{reasons}\n"
       "依据：{law}\n"
       "救济途径：{remedies}\n"
       "请等候送达，或者到窗口领取。"),
    ZH("delivered", 1, "办理结果已送达：{item_name}",
       "您的办件 {case_number}（{item_name}）的办理结果已于 {delivered_on} 送达（{method}）。\n"
       "请您在 30 天内凭办件编号和查询码评价本次服务。"),
    ZH("delivery_overdue", 1, "请领取办理结果：{item_name}",
       "您的办件 {case_number}（{item_name}）已作出决定，结果尚未领取，请尽快到窗口领取或者联系代办员。"),
    ZH("rating_reminder", 1, "请您评价：{item_name}",
       "您的办件 {case_number}（{item_name}）已办结。请您在 {until} 前凭办件编号和查询码评价本次服务。"),
    ZH("rectification_opened", 1, "差评整改：请回访",
       "办件 {case_number}（{item_name}）收到差评。请由回访岗（不得是被评价人）在 {due} 前回访核实，并完成整改。"),
    ZH("rectification_opened_rater", 1, "您的评价已转办：{item_name}",
       "您对办件 {case_number}（{item_name}）的评价已转入差评整改，将在 {due} 前回访。感谢您的监督。"),
    ZH("rectification_called_back", 1, "差评整改：已回访",
       "办件 {case_number}（{item_name}）的差评已登记回访，请继续整改并答复。"),
    ZH("rectification_called_back_rater", 1, "您的评价已回访：{item_name}",
       "您对办件 {case_number}（{item_name}）的评价已回访核实，正在整改。"),
    ZH("rectification_rectified", 1, "差评整改：已整改",
       "办件 {case_number}（{item_name}）的差评已整改，请答复群众后办结。\n"
       "措施：{measures}"),
    ZH("rectification_rectified_rater", 1, "您的评价已整改：{item_name}",
       "您对办件 {case_number}（{item_name}）的评价已整改。\n"
       "措施：{measures}"),
    ZH("rectification_closed", 1, "差评整改：已办结",
       "办件 {case_number}（{item_name}）的差评整改已办结。\n"
       "答复：{answer}"),
    ZH("rectification_closed_rater", 1, "对您评价的答复：{item_name}",
       "您对办件 {case_number}（{item_name}）的评价，整改已办结，答复如下。\n"
       "{answer}"),
    {NOTIFICATION_FRAME, NOTIFICATION_EMAIL, "zh", 1, "【便民服务】{title}",
     "{text}\n"
     "\n"
     "本邮件由便民服务系统自动发送，请勿回复。"},
    {NULL, NOTIFICATION_INBOX, NULL, 0, NULL, NULL},
};
