/*
 * mydata_tables.c - what belongs to a person, table by table (mydata.h): how it reads in her
 * export, and whether it goes or stays when she closes her account.
 */
#include "mydata/mydata.h"
#include "db.h"

#define LAW "依法须保存的办理记录"
#define LABEL(dictionary, column) \
	"(SELECT label FROM dict WHERE kind = '" dictionary "' AND code = " column ")"

SQL(SQL_MYDATA_ACCOUNT,
    "SELECT uid AS \"#uid\", name AS \"姓名\", id_no_sealed AS"
    " \"身份证号@account.id_no_sealed\", mobile_sealed AS"
    " \"手机号@account.mobile_sealed\", created_at AS \"注册时间@time\", login_at AS"
    " \"最近登录@time\", agreement AS \"同意的用户协议版本\", agreement_at AS"
    " \"同意时间@time\" FROM account WHERE id = :account");
SQL(SQL_MYDATA_PROFILE,
    "SELECT a.uid AS \"#uid\", " LABEL(
	"degree", "p.education") " AS \"学历层次\", p.school AS \"毕业院校\", p.faculty "
				 "AS \"院系\", p.major AS"
				 " \"专业\", p.year AS \"毕业年度\", (SELECT name FROM "
				 "region WHERE code ="
				 " p.region_code) AS \"户籍所在地\", p.email_sealed AS"
				 " \"电子邮箱@profile.email_sealed\", p.address_sealed AS"
				 " \"通讯地址@profile.address_sealed\", p.updated_at AS "
				 "\"更新时间@time\""
				 " FROM profile p JOIN account a ON a.id = p.account_id "
				 "WHERE a.id = :account");
SQL(SQL_MYDATA_STUDENT,
    "SELECT s.uid AS \"#uid\", o.name AS \"院校\", s.year AS \"毕业年度\", s.student_no "
    "AS"
    " \"学号\", s.name AS \"姓名\", s.id_no_sealed AS \"身份证号@student.id_no_sealed\","
    " s.major AS \"专业\", s.leaving_on AS \"离校日期\" FROM student s"
    " JOIN office o ON o.id = s.school_id WHERE s.account_id = :account");
SQL(SQL_MYDATA_IDENTITY,
    "SELECT state AS \"状态\", method AS \"方式\", year AS \"比对年度\", reason AS"
    " \"说明\", updated_at AS \"更新时间@time\" FROM identity WHERE account_id ="
    " :account");
SQL(SQL_MYDATA_REALNAME,
    "SELECT r.at AS \"登记时间@time\", r.registrar AS \"登记用户\","
    " " LABEL("realname",
	"r.type") " AS \"登记类型\", (SELECT name FROM region WHERE"
		  " code = r.region_code) AS \"户口地\", r.region_code AS \"区划代码\", "
		  "r.wish_position"
		  " AS \"期望职位\", r.wish_salary AS \"期望月薪\", r.employer AS "
		  "\"就业单位\","
		  " r.position AS \"岗位\", r.place AS \"工作地点\", r.starts_on AS "
		  "\"入职日期\", " LABEL("realname_way",
		      "r.way") " AS \"就业方式\", r.note AS \"说明\""
			       " FROM realname n JOIN realname_record r ON r.realname_id "
			       "= n.id"
			       " WHERE n.account_id = :account ORDER BY r.version");
SQL(SQL_MYDATA_RESUME,
    "SELECT name AS \"名称\", level AS \"保密级别\", content AS \"内容\", created_at AS"
    " \"创建时间@time\", updated_at AS \"更新时间@time\" FROM resume WHERE account_id ="
    " :account ORDER BY id");
SQL(SQL_MYDATA_BLOCK, "SELECT e.name AS \"屏蔽的单位\", b.at AS \"时间@time\""
		      " FROM resume_block b JOIN employer e ON e.id = b.employer_id"
		      " WHERE b.account_id = :account");
SQL(SQL_MYDATA_VIEW,
    "SELECT e.name AS \"单位\", v.resume_name AS \"简历\", v.at AS \"时间@time\""
    " FROM resume_view v JOIN employer e ON e.id = v.employer_id"
    " WHERE v.account_id = :account ORDER BY v.id");
SQL(SQL_MYDATA_LOOK,
    "SELECT viewer AS \"查看人\", what AS \"查看的内容\", at AS \"时间@time\""
    " FROM data_look WHERE account_id = :account ORDER BY id");
SQL(SQL_MYDATA_APPLICATION,
    "SELECT a.uid AS \"#uid\", e.name AS \"单位\", j.title AS \"职位\", a.resume_name AS"
    " \"简历\", a.snapshot AS \"投递的内容\", a.contact_sealed AS"
    " \"联系方式@application.contact_sealed\", a.state AS \"状态\", a.reason AS \"原因\","
    " a.invitation AS \"面试安排\", a.created_at AS \"投递时间@time\" FROM application a"
    " JOIN employer e ON e.id = a.employer_id JOIN job j ON j.id = a.job_id"
    " WHERE a.account_id = :account ORDER BY a.id");
SQL(SQL_MYDATA_FAVOURITE,
    "SELECT j.title AS \"职位\", f.at AS \"收藏时间@time\" FROM favourite f"
    " JOIN job j ON j.id = f.job_id WHERE f.account_id = :account");
SQL(SQL_MYDATA_SEARCH,
    "SELECT name AS \"名称\", query AS \"条件\", created_at AS"
    " \"保存时间@time\" FROM saved_search WHERE account_id = :account");
SQL(SQL_MYDATA_REPORT,
    "SELECT j.title AS \"职位\", r.detail AS \"举报内容\", r.state AS \"状态\","
    " r.created_at AS \"时间@time\" FROM job_report r JOIN job j ON j.id = r.job_id"
    " WHERE r.account_id = :account ORDER BY r.id");
SQL(SQL_MYDATA_INVITATION,
    "SELECT " LABEL("document",
	"i.kind") " AS \"种类\", e.name AS \"单位\", i.letter AS"
		  " \"邀请函\", i.terms AS \"条款\", i.state AS \"状态\", i.reason AS "
		  "\"原因\","
		  " i.expires_on AS \"有效期至\", i.created_at AS \"发出时间@time\" FROM "
		  "invitation i"
		  " JOIN employer e ON e.id = i.employer_id WHERE i.account_id = :account"
		  " ORDER BY i.id");
SQL(SQL_MYDATA_DOCUMENT,
    "SELECT " LABEL("document", "kind") " AS \"种类\", number AS \"编号\", employer AS"
					" \"单位\", position AS \"岗位\", terms AS "
					"\"条款\", state AS \"状态\", reason AS"
					" \"原因\", accepted_at AS \"应约时间@time\", "
					"effective_at AS \"生效时间@time\","
					" asked_reason AS \"解除原因\", archived_at AS "
					"\"存档时间@time\" FROM document"
					" WHERE account_id = :account ORDER BY id");
SQL(SQL_MYDATA_CERT,
    "SELECT " LABEL("certificate",
	"certificate") " AS \"证件\", holder AS \"持证人\","
		       " school AS \"院校\", year AS \"毕业年度\", cause AS "
		       "\"遗失原因\", state AS"
		       " \"状态\", reason AS \"审核意见\", created_at AS "
		       "\"申请时间@time\""
		       " FROM cert_request WHERE account_id = :account ORDER BY id");
SQL(SQL_MYDATA_OBJECTION,
    "SELECT detail AS \"异议\", state AS \"状态\", reason AS \"处理意见\", created_at AS"
    " \"时间@time\" FROM cert_objection WHERE account_id = :account ORDER BY id");
SQL(SQL_MYDATA_SUBSIDY,
    "SELECT uid AS \"#uid\", " LABEL("subsidy",
	"type") " AS \"申请类型\", year AS"
		" \"毕业年度\", bank AS \"开户银行\", holder AS \"户名\", card_sealed AS"
		" \"银行账号@subsidy.card_sealed\", phone_sealed AS"
		" \"联系电话@subsidy.phone_sealed\", state AS \"状态\", reason AS "
		"\"审核意见\","
		" paid_on AS \"发放日期\", created_at AS \"申请时间@time\" FROM subsidy"
		" WHERE account_id = :account ORDER BY id");
SQL(SQL_MYDATA_POST,
    "SELECT a.uid AS \"#uid\", c.title AS \"活动\", p.name AS \"岗位\", p.unit AS"
    " \"服务单位\", a.basic AS \"基本信息\", a.experience AS \"经历\", a.contact_sealed "
    "AS"
    " \"联系方式@post_application.contact_sealed\","
    " a.state AS \"状态\", a.reason AS \"审核意见\", a.created_at AS"
    " \"报名时间@time\" FROM post_application a JOIN campaign c ON c.id = a.campaign_id"
    " JOIN post p ON p.id = a.post_id WHERE a.account_id = :account ORDER BY a.id");
SQL(SQL_MYDATA_DOSSIER,
    "SELECT " LABEL("dispatch",
	"d.method") " AS \"寄送方式\", d.number AS \"单号\","
		    " d.sent_on AS \"寄送日期\", d.unit AS \"接收单位\", d.address AS "
		    "\"地址\","
		    " d.state AS \"状态\", d.received_on AS \"签收日期\" FROM dossier d"
		    " JOIN student s ON s.id = d.student_id WHERE s.account_id = :account"
		    " ORDER BY d.id");
SQL(SQL_MYDATA_DESTINATION,
    "SELECT d.unit AS \"报到单位\", d.address AS \"地址\", d.report_from AS"
    " \"报到起\", d.report_until AS \"报到止\", d.certificate_no AS \"报到证编号\","
    " c.state AS \"确认状态\", c.reason AS \"有误的内容\" FROM destination d"
    " JOIN student s ON s.id = d.student_id JOIN confirmation c ON c.id = s.id"
    " WHERE s.account_id = :account");
SQL(SQL_MYDATA_FOUND,
    "SELECT e.name AS \"查询您的单位\", g.at AS \"时间@time\" FROM graduate_found g"
    " JOIN employer e ON e.id = g.employer_id WHERE g.account_id = :account");
SQL(SQL_MYDATA_FILE,
    "SELECT name AS \"文件名\", purpose AS \"用途\", size AS \"字节\", created_at AS"
    " \"上传时间@time\" FROM file WHERE account_id = :account ORDER BY id");
SQL(SQL_MYDATA_MESSAGE, "SELECT title AS \"标题\", body AS \"内容\", at AS \"时间@time\""
			" FROM message WHERE account_id = :account ORDER BY id");
SQL(SQL_MYDATA_SESSION,
    "SELECT device AS \"设备\", created_at AS \"登录时间@time\", seen_at AS"
    " \"最近使用@time\" FROM session WHERE account_id = :account");
SQL(SQL_MYDATA_EVENT,
    "SELECT kind AS \"事项\", action AS \"操作\", to_state AS \"状态\", reason AS"
    " \"原因\", at AS \"时间@time\" FROM flow_event WHERE actor_id = :account ORDER BY "
    "id");

SQL(SQL_ERASE_RESUME_FTS, "DELETE FROM resume_fts WHERE rowid IN"
			  " (SELECT rank FROM resume_live WHERE account_id = :account)");
SQL(SQL_ERASE_RESUME_LIVE, "DELETE FROM resume_live WHERE account_id = :account");
SQL(SQL_ERASE_RESUME_VIEW, "DELETE FROM resume_view WHERE account_id = :account");
SQL(SQL_ERASE_RESUME, "DELETE FROM resume WHERE account_id = :account");
SQL(SQL_ERASE_BLOCK, "DELETE FROM resume_block WHERE account_id = :account");
SQL(SQL_ERASE_APPLICATION,
    "UPDATE application SET snapshot = '{}', contact_sealed = '', resume_name ="
    " '（已注销）', photo_id = NULL, hidden = 1 WHERE account_id = :account");
SQL(SQL_ERASE_FAVOURITE, "DELETE FROM favourite WHERE account_id = :account");
SQL(SQL_ERASE_SEARCH, "DELETE FROM saved_search WHERE account_id = :account");
SQL(SQL_ERASE_FOUND, "DELETE FROM graduate_found WHERE account_id = :account");
SQL(SQL_ERASE_MESSAGE, "DELETE FROM message WHERE account_id = :account");
SQL(SQL_ERASE_PROFILE, "DELETE FROM profile WHERE account_id = :account");
SQL(SQL_ERASE_SESSION, "DELETE FROM session WHERE account_id = :account");

SQL(SQL_BLOCK_DOCUMENT,
    "SELECT count(*) FROM document WHERE account_id = :account AND state IN ('review',"
    " 'faculty_review', 'returned', 'effective', 'terminating', 'awaiting_archive')");
SQL(SQL_BLOCK_INVITATION,
    "SELECT count(*) FROM invitation WHERE account_id = :account AND state = 'sent'");
SQL(SQL_BLOCK_CERT, "SELECT count(*) FROM cert_request WHERE account_id = :account"
		    " AND state IN ('pending', 'public_notice', 'ready')");
SQL(SQL_BLOCK_POST, "SELECT count(*) FROM post_application WHERE account_id = :account"
		    " AND state = 'pending'");
SQL(SQL_BLOCK_SUBSIDY,
    "SELECT count(*) FROM subsidy WHERE account_id = :account AND state IN"
    " ('faculty_review', 'school_review', 'authority_review', 'approved',"
    " 'faculty_rejected')");

/* clang-format off */
const struct mydata_table mydata_tables[] = {
	{ "", "账号", SQL_MYDATA_ACCOUNT, NULL, "只留下编号和注册时间，身份证号和手机号会抹去" },
	{ "profile.account_id", "个人基本信息", SQL_MYDATA_PROFILE, SQL_ERASE_PROFILE, NULL },
	{ "student.account_id", "生源信息", SQL_MYDATA_STUDENT, NULL, "是学校的记录，与账号的关联会解除" },
	{ "identity.account_id", "身份认证", SQL_MYDATA_IDENTITY, NULL, "只留下办理时间，认证会取消" },
	{ "realname.account_id", "实名登记", SQL_MYDATA_REALNAME, NULL, LAW },
	{ "resume.account_id", "简历", SQL_MYDATA_RESUME, NULL, NULL },
	{ "", NULL, NULL, SQL_ERASE_RESUME_FTS, NULL },
	{ "resume_live.account_id", NULL, NULL, SQL_ERASE_RESUME_LIVE, "简历的检索信息，与简历相同" },
	{ "resume_view.account_id", "谁看了简历", SQL_MYDATA_VIEW, SQL_ERASE_RESUME_VIEW, NULL },
	{ "resume_block.account_id", "屏蔽的单位", SQL_MYDATA_BLOCK, SQL_ERASE_BLOCK, NULL },
	{ "application.account_id", "投递记录", SQL_MYDATA_APPLICATION, SQL_ERASE_APPLICATION, NULL },
	{ "", NULL, NULL, SQL_ERASE_RESUME, NULL },
	{ "favourite.account_id", "职位收藏", SQL_MYDATA_FAVOURITE, SQL_ERASE_FAVOURITE, NULL },
	{ "saved_search.account_id", "保存的搜索", SQL_MYDATA_SEARCH, SQL_ERASE_SEARCH, NULL },
	{ "job_report.account_id", "职位举报", SQL_MYDATA_REPORT, NULL, LAW },
	{ "graduate_found.account_id", "用人单位的查询", SQL_MYDATA_FOUND, SQL_ERASE_FOUND, NULL },
	{ "invitation.account_id", "签约邀请", SQL_MYDATA_INVITATION, NULL, LAW },
	{ "document.account_id", "合同和协议书", SQL_MYDATA_DOCUMENT, NULL, LAW },
	{ "cert_request.account_id", "报到证遗失补办", SQL_MYDATA_CERT, NULL, LAW },
	{ "cert_objection.account_id", "对公示的异议", SQL_MYDATA_OBJECTION, NULL, LAW },
	{ "subsidy.account_id", "求职补贴", SQL_MYDATA_SUBSIDY, NULL, LAW },
	{ "post_application.account_id", "三支一扶报名", SQL_MYDATA_POST, NULL, LAW "；联系方式和经历在招募结束后会抹去" },
	{ "", "档案寄送", SQL_MYDATA_DOSSIER, NULL, "是学校的记录" },
	{ "", "报到信息", SQL_MYDATA_DESTINATION, NULL, "是学校的记录" },
	{ "subsidy_batch.account_id", NULL, NULL, NULL, "发放批次由主管部门制作" },
	{ "subsidy_batch.paid_by", NULL, NULL, NULL, "发放批次由主管部门发放" },
	{ "data_look.account_id", "谁查看了我的信息", SQL_MYDATA_LOOK, NULL, "安全记录" },
	{ "file.account_id", "上传的文件", SQL_MYDATA_FILE, NULL, "只留下合同等依法保存的材料所附的文件" },
	{ "message.account_id", "消息", SQL_MYDATA_MESSAGE, SQL_ERASE_MESSAGE, NULL },
	{ "session.account_id", "登录设备", SQL_MYDATA_SESSION, SQL_ERASE_SESSION, NULL },
	{ "flow_event.actor_id", "办理记录", SQL_MYDATA_EVENT, NULL, LAW },
	/* other people's data, in which she is who looked or wrote */
	{ "data_look.viewer_id", NULL, NULL, NULL, "属于被查看的人" },
	{ "document_template.made_by", NULL, NULL, NULL, "由管理员编写，与个人无关" },
};

const struct mydata_blocker mydata_blockers[] = {
	{ SQL_BLOCK_DOCUMENT, "有正在审核或有效的合同、协议书，须先撤销或解除。", "/my/contracts" },
	{ SQL_BLOCK_INVITATION, "有等待应约的签约邀请，须先同意或拒绝。", "/my/contracts/invitations" },
	{ SQL_BLOCK_CERT, "有正在办理的报到证遗失补办，须先办完或撤销。", "/my/certificates" },
	{ SQL_BLOCK_SUBSIDY, "有正在办理的求职补贴，须先撤销，或等待发放。", "/my/subsidy" },
	{ SQL_BLOCK_POST, "有待审核的三支一扶报名，须等待审核。", "/my/posts" },
};
/* clang-format on */
const size_t mydata_ntables = sizeof(mydata_tables) / sizeof(mydata_tables[0]);
const size_t mydata_nblockers = sizeof(mydata_blockers) / sizeof(mydata_blockers[0]);
