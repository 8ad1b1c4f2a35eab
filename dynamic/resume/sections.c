/*
 * sections.c - the sections of a resume and their fields (3.1.i2): the one table.
 */
#include "resume/resume.h"
#include "resume/sections.h"

const struct choice resume_levels[] = {
	{ "public", "公开" },
	{ "applied", "仅投递单位可见" },
	{ "private", "保密" },
	{ NULL, NULL },
};

static const struct choice buttons[] = {
	{ "next", "保存并继续" },
	{ "more", "保存并再添加一条" },
	{ "back", "保存并返回上一步" },
	{ "leave", "保存并离开" },
	{ NULL, NULL },
};

/* clang-format off */
#define WIZARD \
	{ "version", "版本", FIELD_DIGITS, 1, 18, F_HIDDEN | F_REQUIRED, NULL, NULL, NULL, NULL }, \
	{ "go", "操作", FIELD_CHOICE, 0, 0, F_HIDDEN | F_REQUIRED, NULL, NULL, buttons, NULL }

const struct field resume_basic[5 + WIZARD_FIELDS] = {
	{ "residence", "现居住地", FIELD_TEXT, 1, 60, F_NEEDED, "到县市即可，不必写门牌号", NULL, NULL, NULL },
	{ "education", "最高学历", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "degree" },
	{ "school", "毕业院校", FIELD_TEXT, 2, 60, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "major", "专业", FIELD_TEXT, 1, 60, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "year", "毕业年度", FIELD_NUMBER, 1950, 2100, F_NEEDED, "4 位年份，例如 2027", NULL, NULL, NULL },
	WIZARD,
};

const struct field resume_intention[6 + WIZARD_FIELDS] = {
	{ "position", "期望职位", FIELD_TEXT, 1, 40, F_NEEDED, "例如：中学数学教师", NULL, NULL, NULL },
	{ "region", "期望地区", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "region:65" },
	{ "employment", "工作性质", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "employment" },
	{ "industry", "期望行业", FIELD_CHOICE, 0, 0, 0, NULL, NULL, NULL, "industry" },
	{ "salary", "期望月薪（元）", FIELD_NUMBER, 1, 999999, 0, "不填为面议", NULL, NULL, NULL },
	{ "available", "可到岗日期", FIELD_DATE, 0, 0, 0, NULL, NULL, NULL, NULL },
	WIZARD,
};

const struct field resume_education[6 + WIZARD_FIELDS] = {
	{ "from", "入学年月", FIELD_MONTH, 0, 0, F_NEEDED, "例如 2022-09", NULL, NULL, NULL },
	{ "to", "毕业年月", FIELD_MONTH, 0, 0, F_NEEDED, "在读请填预计毕业年月", NULL, NULL, NULL },
	{ "school", "学校", FIELD_TEXT, 2, 60, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "major", "专业", FIELD_TEXT, 1, 60, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "degree", "学历", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "degree" },
	{ "courses", "主要课程", FIELD_LONG, 0, 500, 0, NULL, NULL, NULL, NULL },
	WIZARD,
};

const struct field resume_experience[5 + WIZARD_FIELDS] = {
	{ "from", "开始年月", FIELD_MONTH, 0, 0, F_NEEDED, "例如 2025-07", NULL, NULL, NULL },
	{ "to", "结束年月", FIELD_MONTH, 0, 0, 0, "至今仍在进行可不填", NULL, NULL, NULL },
	{ "employer", "单位", FIELD_TEXT, 2, 60, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "position", "岗位", FIELD_TEXT, 1, 40, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "text", "工作内容", FIELD_LONG, 0, 1000, F_NEEDED, NULL, NULL, NULL, NULL },
	WIZARD,
};

const struct field resume_skills[3 + WIZARD_FIELDS] = {
	{ "skills", "专业技能", FIELD_LONG, 0, 1000, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "languages", "语言能力", FIELD_TEXT, 0, 100, 0, "例如：国家通用语言二级甲等，英语四级", NULL, NULL, NULL },
	{ "certificates", "证书", FIELD_LONG, 0, 500, 0, "每行一项", NULL, NULL, NULL },
	WIZARD,
};

const struct field resume_evaluation[1 + WIZARD_FIELDS] = {
	{ "text", "自我评价", FIELD_LONG, 10, 1000, F_NEEDED, "10 到 1000 字", NULL, NULL, NULL },
	WIZARD,
};

#define FIELDS_OF(t) (t), sizeof(t) / sizeof((t)[0]) - WIZARD_FIELDS

const struct resume_section resume_sections[] = {
	{ "basic", "基本信息", "已按您的个人基本信息填好，可以修改。", FIELDS_OF(resume_basic), false, true },
	{ "intention", "求职意向", "单位按这些内容查找简历。", FIELDS_OF(resume_intention), false, true },
	{ "education", "教育经历", "从最近的开始填写，可以添加多条。", FIELDS_OF(resume_education), true, true },
	{ "experience", "实习与工作经历", "实习、兼职、志愿服务都可以写，没有可以跳过。", FIELDS_OF(resume_experience), true,
	  false },
	{ "skills", "技能与证书", "写您会做什么，有哪些证书。", FIELDS_OF(resume_skills), false, true },
	{ "evaluation", "自我评价", "几句话说明您的长处，为什么适合想要的职位。", FIELDS_OF(resume_evaluation), false, true },
};
/* clang-format on */

const size_t resume_nsections = sizeof(resume_sections) / sizeof(resume_sections[0]);

const struct resume_section *
resume_section(struct str name)
{
	for (size_t i = 0; i < resume_nsections; i++)
		if (str_is(name, resume_sections[i].name))
			return &resume_sections[i];
	return NULL;
}
