//! The regions of the cloud behind `ServiceMesh`, as its region page lists them. Lists age: a `Policy`
//! document replaces them without a new release.

/// Mainland regions without the finance and government clouds; an explicit list, since the prefix `cn-`
/// would take in Hong Kong.
pub(super) const STANDARD: &[&str] = &[
    "cn-beijing",
    "cn-chengdu",
    "cn-fuzhou",
    "cn-guangzhou",
    "cn-hangzhou",
    "cn-heyuan",
    "cn-huhehaote",
    "cn-nanjing",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shenzhen",
    "cn-wuhan-lr",
    "cn-wulanchabu",
    "cn-zhangjiakou",
    "cn-zhengzhou-jva",
    "cn-zhongwei",
];

/// Regions without the Standard edition: outside the mainland, or of the finance and government clouds.
pub(super) const OTHER: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ap-southeast-8",
    "cn-beijing-finance-1",
    "cn-hangzhou-finance",
    "cn-hongkong",
    "cn-north-2-gov-1",
    "cn-shanghai-finance-1",
    "cn-shenzhen-finance-1",
    "eu-central-1",
    "eu-west-1",
    "me-central-1",
    "me-east-1",
    "na-south-1",
    "rus-west-1",
    "us-east-1",
    "us-southeast-1",
    "us-west-1",
];
