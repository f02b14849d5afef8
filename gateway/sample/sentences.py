"""Sentences of decisions and permits, written for this generator; names stand in braces.

A slot is a kind of thing, a trailing figure tells two of a kind apart. ``{head}`` is whoever
answers for the subject, with the title; ``{id}``, ``{phone}``, ``{born}`` belong to the person
named last.
"""

from __future__ import annotations

#: How a penalty's facts begin: with whom, when and where; and without the where.
OPENINGS = (
    "{date}，{agency}执法人员{officer}、{officer2}到{site}对{subject}开展检查。",
    "根据群众反映的线索，{agency}于{date}对{subject}位于{site}的场所进行核查，{head}到场配合。",
    "{agency}在{date}组织的专项行动中查明，{subject}在{site}从事经营活动期间存在违法行为。",
    "经查，{subject}（地址：{site}，{head}）自{date}起存在以下违法事实。",
)
PLAIN_OPENINGS = (
    "{date}，{agency}对{subject}开展双随机检查，发现其存在违法行为。",
    "经查，{subject}自{date}起存在以下违法事实。",
    "{agency}于{date}收到上级交办线索后，对{subject}立案调查。",
)

#: Sentences that name people or carry their numbers.
RICH = (
    "仓管员{third}（身份证号：{id}，手机{phone}）称，该批货物由{third2}在{date}晚间送至{home}。",
    "{head}（公民身份号码{id}）在询问中承认，上述情况持续了{days}天。",
    "送货司机{third}驾驶{plate}号货车，于{date}将货物转运至{home}存放。",
    "证人{witness}证实其曾在{site}见到{third}搬运货物，并愿意就此作证。",
    "投诉人{complainant}（联系电话{phone}）反映，其在该处消费后多次协商退款未果。",
    "举报人{complainant}留下的联系邮箱为{email}，住址为{home}。",
    "货款由{third}的个人账户收取，卡号为{card}，户名与其身份证{id}一致。",
    "经比对，微信号{wechat}的使用人系{third}，其通过该号与买家约定交货时间。",
    "群聊记录显示，QQ：{qq}的用户自称{third}，负责联系客户并收取定金。",
    "{head}之妻{third}（{born}出生）协助其记账，家住{home}。",
    "当班人员{third}、{third2}和{third3}均未持证上岗，其中{third3}的手机号码为{phone}。",
    "检查时，{witness}出示的身份证件号码为{id}，与登记信息相符。",
    "受雇人员{third}的旧版身份证号码为{id15}，已通知其更换证件。",
    "港籍股东{third}持港澳居民来往内地通行证（证号{travel}）入境参与经营。",
    "外聘技术员{third}的护照号码为{passport}，其工作许可已经到期。",
    "{date}，{minor}（未成年人，{born}出生）在该场所内逗留约{count}分钟。",
    "伤者{third}被送往医院救治，其家属{third2}的联系电话是{phone}。",
    "执法人员{officer}（执法证号已核）与{officer2}制作了笔录，由{witness}签名确认。",
    "快递底单上的收件人为{third}，收件地址{home}，电话{phone}。",
    "{third}与{third2}系同乡，二人合租于{home}，共同使用车牌号为{plate}的小型客车。",
    "车辆识别代号{vin}的登记所有人为{third}，居民身份证号码{id}。",
    "收款账户开户行为{bank}，账号{account}，实际控制人为{third}。",
    "项目现场负责人{third}拒不到场，经电话{phone}联系后委托{third2}代为签收文书。",
    "{third}陈述：“我从{date}开始帮工，老板{third2}每月用{card}这张卡给我发工资。”",
    "该处房屋由房东{third}出租，租赁合同上记载其联系方式为{phone}、{email}。",
    "询问笔录显示，{witness}（男，身份证号码 {id}）住{home}。",
    "{head}通过手机{phone}向买家{third}发送了报价单。",
    "另有消费者{complainant}、{complainant2}到局反映同一问题，{complainant2}并提供了付款凭证。",
    "涉案人员登记表：姓名{third}，证件号码{id}，联系电话{phone}，现住{home}。",
    "{third}名下的{plate}号轻型厢式货车在{date}的通行记录与运单吻合。",
    "保洁员{third}在作业中受伤，由同事{third2}拨打其妻{third3}的电话{phone}告知。",
    "据{witness}指认，收取押金的人是{third}，押金转入账号为{card}的银行卡。",
)

#: Sentences that name nobody; what they name must stay readable.
PLAIN = (
    "执法人员当场制作现场笔录{count}份，拍摄照片{count}张，并依法保存电子数据。",
    "当事人购进上述货物{count}件，货值金额共计{amount}，违法所得{amount}。",
    "上述事实有现场笔录、询问笔录、销售台账和检验报告等证据证明。",
    "我局于{date}送达《行政处罚告知书》（{docno}），当事人在法定期限内未陈述申辩。",
    "当事人在案发后主动整改，没有造成危害后果，符合从轻处罚的情形。",
    "经核对，供货方{firm}（统一社会信用代码{uscc}）具备相应资质。",
    "{firm}出具书面说明，确认双方自{date}起没有业务往来。",
    "该批产品生产批号为{batch}，商品条码为{barcode}，包装标识完整。",
    "当事人持有的许可证编号为{licence}，有效期内未发现转让、出借的情形。",
    "其营业执照旧注册号为{registration}，换照后改用统一社会信用代码。",
    "案件来源于{agency}的移送函（{docno}），所附材料共{count}页。",
    "依照{statute}的规定，当事人应当建立并保存相关记录，保存期限不少于二年。",
    "截至调查终结，库存{count}箱货物已全部下架封存，未流入市场。",
    "现场检查时间为上午9时至11时，检查过程有全程录像。",
    "当事人于{date}提交整改报告，经复查符合要求。",
    "同类行为曾被责令改正，当事人在{days}日内完成了整改。",
    "本案不涉及侵犯商业秘密，当事人对认定的事实没有异议。",
    "根据裁量基准，当事人的行为属于一般违法情形，对应的裁量档次为第二档。",
    "经集体讨论，决定对当事人处以罚款{amount}，并责令限期改正。",
    "相关产品执行标准为GB/T 19001—2016，检验结论为不合格。",
)

#: How a permit's content begins, and its further sentences.
PERMIT_OPENINGS = (
    "准予{subject}在{site}从事{scope}。",
    "经审查，{subject}提交的申请材料齐全，准予{scope}，经营地址为{site}。",
    "同意{subject}（{head}）自{date}起从事{scope}。",
)
PLAIN_PERMIT_OPENINGS = (
    "准予{subject}从事{scope}。",
    "经审查，{subject}的申请符合法定条件，准予{scope}。",
)
PERMIT_RICH = (
    "申请事项的委托代理人为{third}，身份证号码{id}，联系电话{phone}。",
    "技术负责人{third}、安全管理人员{third2}已取得相应资格。",
    "联系人{third}，手机{phone}，电子邮箱{email}。",
    "仓储场所设于{home}，产权人为{third}。",
    "配备专用车辆，号牌为{plate}，驾驶员{third}。",
    "利害关系人{third}在公示期内来电（{phone}）询问，未提出异议。",
    "{head}承诺所提交的材料真实有效，公民身份号码为{id}。",
    "原负责人{third}已变更为{third2}，原登记电话{phone}停止使用。",
)
PERMIT_PLAIN = (
    "许可证编号{licence}，请在经营场所显著位置公示。",
    "本许可依据{statute}作出，有效期届满前三十日可以申请延续。",
    "申请受理文号为{docno}，自受理之日起{days}个工作日内办结。",
    "设计单位为{firm}，其统一社会信用代码为{uscc}。",
    "有关施工许可证编号{construction}已在系统中登记。",
    "经营面积{count}平方米，从业人员{count}人。",
    "被许可人应当接受{agency}的监督检查。",
    "未经批准，不得擅自变更许可事项。",
    "原工商注册号{registration}对应的证照已收回。",
    "本项目执行的国家标准和技术规范以批准文件为准。",
)

#: 处罚内容, with and without people.
RESULTS = (
    "罚款{fine}，自收到决定书之日起十五日内缴至{bank}。",
    "责令改正违法行为，并处罚款{fine}。逾期不缴纳的，每日按罚款数额的百分之三加处罚款。",
    "对{subject}处以罚款{fine}。",
)
RICH_RESULTS = (
    "罚款{fine}。如有疑问，请联系承办人{officer}，电话{landline}。",
    "责令{subject}改正违法行为，并处罚款{fine}，由{head}签收。",
)
WARNING = "给予警告，责令{subject}限期改正。"

#: 备注: what clerks leave there and nobody should see.
REMARKS = (
    "",
    "",
    "",
    "承办人{officer}，内线{landline}。",
    "当事人联系电话{phone}（{head}）。",
    "已电话告知{third}，{phone}。",
)
